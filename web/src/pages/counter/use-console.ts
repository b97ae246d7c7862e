import { computed, shallowRef, type ShallowRef } from 'vue';
import type { Device } from '../../device/session.js';
import { serverNow } from '../../live/server-clock.js';
import type { Command, Place } from './commands.js';
import {
  beforeCalling,
  createClicks,
  undoMs,
  whyNot,
  type CounterHall,
  type Intent,
  type Standing,
  type Why,
} from './console.js';
import type { Choice, Question } from './questions.js';
import { useDoing, type Doing } from './use-doing.js';
import { useFeed, type Feed } from './use-feed.js';
import { useJournal, type Offline } from './use-journal.js';
import { useVisit } from './use-visit.js';

export type ConsoleParts = Readonly<{
  device: Device;
  place: Place;
  hall: () => CounterHall;
  isActive: () => boolean;
  signOut: () => Promise<void>;
}>;

type Within = Readonly<{
  feed: Feed;
  offline: Offline;
  doing: Doing;
  hall: () => CounterHall;
  question: ShallowRef<Question | null>;
}>;

/** What may be done, and why not. */
const useStanding = ({ feed, doing, hall }: Within) => {
  const standing = computed<Standing | null>(() => {
    const window = doing.view.value;
    return window === null ? null : { window, hall: hall(), online: feed.online.value };
  });
  const why = (intent: Intent): Why | null =>
    standing.value === null ? 'offline' : whyNot(standing.value, intent);
  /** A ticket of the list goes back to its queue whoever is at the window. */
  const whyNotThis = (command: Command): Why | null => {
    const at = standing.value?.window.ticket?.ticketId;
    const isOther = command.intent === 'return' && command.ticketId !== at;
    if (!isOther) return why(command.intent);
    return feed.online.value ? null : 'offline';
  };
  return { standing, why, whyNotThis };
};

type Stands = ReturnType<typeof useStanding>;

/** What has to be asked before a command is sent; null: nothing. */
const questionFor = (command: Command, standing: Standing): Question | null => {
  const { hall, window, online } = standing;
  const current = window.ticket?.number ?? '';
  switch (command.intent) {
    case 'call':
      return beforeCalling(standing, 'call') === null ? null : { kind: 'finish', current, command };
    case 'call-next':
      return beforeCalling(standing, 'call-next') === null
        ? null
        : { kind: 'outcome', end: false, after: command };
    case 'complete':
      // Offline nobody could take the outcome: a report has none.
      return hall.outcomes.length > 0 && online
        ? { kind: 'outcome', end: command.end === true, after: null }
        : null;
    case 'pause':
      return hall.pauseReasons.length > 0 ? { kind: 'pause' } : null;
    default:
      return null;
  }
};

/** What a click or a key asks for: may be asked back, and counts once. */
const useRequests = ({ doing, question }: Within, { standing, whyNotThis }: Stands) => {
  const counts = createClicks(() => performance.now());
  return (command: Command): void => {
    if (standing.value === null || doing.busy.value !== null) return;
    if (whyNotThis(command) !== null || !counts(command.intent)) return;
    const first = questionFor(command, standing.value);
    if (first === null) void doing.run(command);
    else question.value = first;
  };
};

/** What follows from the answer to a question. */
const useAnswers = ({ doing, hall, question }: Within, signOut: () => Promise<void>) => {
  /** Who is at the window is finished, then the other is called. */
  const finishAndCall = async (command: Command): Promise<void> => {
    const isBusy = doing.view.value !== null && doing.view.value.ticket !== null;
    const first = isBusy && hall().busyWindow === 'reject';
    if (first && !(await doing.run({ intent: 'complete' }))) return;
    await doing.run(command);
  };
  return async ({ does }: Choice): Promise<void> => {
    const asked = question.value;
    question.value = null;
    if (asked === null || does === 'stay') return;
    if (does === 'sign-out') return signOut();
    if (does !== 'finish') {
      const done = await doing.run(does);
      if (done && asked.kind === 'outcome' && asked.after !== null) await doing.run(asked.after);
    } else if (asked.kind === 'finish') {
      if (hall().outcomes.length === 0) await finishAndCall(asked.command);
      else question.value = { kind: 'outcome', end: false, after: asked.command };
    }
  };
};

/** Takes a 过号 back: by saying nothing, by calling again, or by putting the ticket first. */
const useUndo =
  ({ doing, offline }: Within, { why }: Stands) =>
  async (): Promise<void> => {
    const last = doing.missed.value;
    if (last === null || serverNow() - last.at > undoMs) return;
    doing.missed.value = null;
    if (last.entryId !== null && offline.takeBack(last.entryId)) return;
    const isFree = doing.view.value?.ticket === null && why('call') === null;
    if (isFree && (await doing.run({ intent: 'call', number: last.number }))) return;
    await doing.run({ intent: 'return', ticketId: last.ticketId, position: 'first' });
  };

/** A window's console: what stands, what may be done, and doing it. */
export const useConsole = ({ device, place, hall, isActive, signOut }: ConsoleParts) => {
  const feed = useFeed(device, place);
  const offline = useJournal({ device, place, feed }, isActive);
  const doing = useDoing({ device, place, feed, offline, isActive });
  const question = shallowRef<Question | null>(null);
  const within: Within = { feed, offline, doing, hall, question };
  const stands = useStanding(within);
  const { view, problem, missed } = doing;
  return {
    feed,
    offline,
    view,
    problem,
    missed,
    question,
    visit: useVisit(() => view.value?.ticket),
    why: stands.why,
    request: useRequests(within, stands),
    answer: useAnswers(within, signOut),
    undo: useUndo(within, stands),
  };
};
