import {
  createApi,
  type Api,
  type AppointmentRef,
  type QueueRef,
  type Rating,
  type SlotRef,
} from './api.js';
import type { Appointment, Board, MyTicket, Ticket } from './answers.js';
import { createSend } from './client.js';
import { enter, takeNumber, type Destination, type OfferedQueue } from './entering.js';
import { followTicket, isEnded, type Follower, type Following } from './follow.js';
import {
  chooseLanguage,
  chosenLanguage,
  languages,
  type LanguageCode,
  type Texts,
} from './languages.js';
import { ticketListener } from './live.js';
import { createOutbox, type Outbox } from './outbox.js';
import type { Platform } from './platform.js';
import type { Answer } from './problem.js';
import { createSession, signedInSend, type Session } from './session.js';
import { askAtTap, type Tapped } from './subscribe.js';

/** Everything that the pages do, apart from showing it. */
export type Core = Readonly<{
  api: Api;
  session: Session;
  outbox: Outbox;
  platform: Platform;
  texts: () => Texts;
  language: () => LanguageCode;
  setLanguage: (language: LanguageCode) => void;
  /** Looks up a code; a repeat after a failure goes on with the same binding. */
  enter: (code: string) => Promise<Destination>;
  takeNumber: (queue: OfferedQueue) => Promise<Answer<string>>;
  /** In the tap handler itself, see `askAtTap`. */
  subscribe: (ticket: Ticket) => Promise<Tapped>;
  follow: (ticketId: string, follower: Follower) => Following;
  /**
   * The newest ticket that is called, else the newest that has not ended; null where nobody has
   * logged in on this phone, without a login.
   */
  currentTicket: () => Promise<MyTicket | null>;
  /** Names of a hall and its queues, asked for once; null where they cannot be had. */
  board: (hallId: string) => Promise<Board | null>;
  giveUp: (ticketId: string) => Promise<Answer<Ticket>>;
  rate: (rating: Rating) => Promise<Answer<unknown>>;
  book: (queue: QueueRef, slot: SlotRef) => Promise<Answer<Appointment>>;
  checkIn: (appointment: AppointmentRef) => Promise<Answer<Readonly<{ ticketId: string }>>>;
  /** Erases the person from the service, then everything on this phone. */
  forgetMe: () => Promise<Answer<unknown>>;
}>;

const newest = 20;

/** The same key for the same act until it is done, so that a repeat does nothing twice. */
const createKeys = (platform: Platform) => {
  const keys = new Map<string, string>();
  return {
    of: (act: string): string => {
      const key = keys.get(act) ?? platform.uniqueText();
      keys.set(act, key);
      return key;
    },
    done: (act: string): void => void keys.delete(act),
    clear: (): void => keys.clear(),
  };
};

type Keys = ReturnType<typeof createKeys>;

/** Does an act under one key until it is done. */
const keyed = async <T>(
  keys: Keys,
  act: string,
  attempt: (key: string) => Promise<Answer<T>>,
): Promise<Answer<T>> => {
  const answer = await attempt(keys.of(act));
  if (answer.ok) keys.done(act);
  return answer;
};

const acting = (api: Api, keys: Keys): Pick<Core, 'giveUp' | 'rate' | 'book' | 'checkIn'> => ({
  giveUp: (ticketId) => keyed(keys, `cancel ${ticketId}`, (key) => api.cancel(ticketId, key)),
  rate: (rating) => keyed(keys, `rate ${JSON.stringify(rating)}`, (key) => api.rate(rating, key)),
  book: (queue, slot) =>
    keyed(keys, `book ${queue.hallId} ${queue.queueId} ${slot.date} ${slot.from}`, (key) =>
      api.book(queue, slot, key),
    ),
  checkIn: (appointment) =>
    keyed(keys, `check in ${appointment.appointmentId}`, (key) => api.checkIn(appointment, key)),
});

const entering = (api: Api, keys: Keys): Pick<Core, 'enter' | 'takeNumber'> => ({
  enter: async (code) => {
    const act = `bind ${code}`;
    const destination = await enter(api, code, keys.of(act));
    if (destination.kind === 'ticket') keys.done(act);
    return destination;
  },
  takeNumber: (queue) =>
    keyed(keys, `take ${queue.hallId} ${queue.queueId}`, (key) => takeNumber(api, queue, key)),
});

const reading = (api: Api, session: Session): Pick<Core, 'board' | 'currentTicket'> => {
  const boards = new Map<string, Board>();
  return {
    board: async (hallId) => {
      const known = boards.get(hallId);
      if (known !== undefined) return known;
      const answer = await api.board(hallId);
      if (!answer.ok) return null;
      boards.set(hallId, answer.value);
      return answer.value;
    },
    currentTicket: async () => {
      if (!session.isKnown()) return null;
      const answer = await api.myTickets({ limit: newest });
      if (!answer.ok) return null;
      const open = answer.value.items.filter((ticket) => !isEnded(ticket));
      return open.find(({ state }) => state === 'called') ?? open[0] ?? null;
    },
  };
};

type Parts = Readonly<{
  platform: Platform;
  base: string;
  api: Api;
  session: Session;
  outbox: Outbox;
}>;

const following =
  ({ platform, base, api, session, outbox }: Parts): Core['follow'] =>
  (ticketId, follower) =>
    followTicket(
      platform,
      {
        read: () => api.ticket(ticketId),
        listen: ticketListener({ platform, session, base }, ticketId),
      },
      {
        ...follower,
        onTicket: (ticket) => {
          // The service answers again: what a tap gave and could not be saved is sent now.
          if (outbox.waiting() > 0) void outbox.flush();
          follower.onTicket(ticket);
        },
      },
    );

const forgetting =
  ({ api, session, outbox }: Parts, keys: Keys): Core['forgetMe'] =>
  async () => {
    const answer = await api.forgetMe();
    if (!answer.ok) return answer;
    session.signOut();
    outbox.clear();
    keys.clear();
    return answer;
  };

const speaking = ({
  storage,
  language: ofPhone,
}: Platform): Pick<Core, 'language' | 'setLanguage' | 'texts'> => {
  const language = (): LanguageCode => chosenLanguage(storage, ofPhone());
  return {
    language,
    texts: () => languages[language()],
    setLanguage: (chosen) => chooseLanguage(storage, chosen),
  };
};

/** @param base the service's address, without a slash at the end */
export const createCore = (platform: Platform, base: string): Core => {
  const plain = createSend(platform, base);
  const session = createSession(platform, plain);
  const api = createApi(signedInSend(session, plain));
  const outbox = createOutbox(platform, api);
  const keys = createKeys(platform);
  const parts = { platform, base, api, session, outbox };
  return {
    api,
    session,
    outbox,
    platform,
    ...speaking(platform),
    ...entering(api, keys),
    ...acting(api, keys),
    ...reading(api, session),
    subscribe: ({ ticketId, subscriptions }) =>
      askAtTap(platform, outbox, { ticketId, subscriptions: subscriptions ?? [] }),
    follow: following(parts),
    forgetMe: forgetting(parts, keys),
  };
};
