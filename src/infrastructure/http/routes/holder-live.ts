import type { JsonObject, Position } from '../../../application/ports/event-store.js';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { HallChange, LogListener } from '../../../application/ports/inbound/live.js';
import { errorFields } from '../../../application/ports/logger.js';
import { ticketOf } from '../../../domain/hall/queries.js';
import type { Instant, TicketId } from '../../../domain/ids.js';
import type { HallView } from '../../../projections/hall-view.js';
import { endedPage, ticketPage, type TicketPage } from '../../../projections/ticket-view.js';
import type { HttpDeps } from '../deps.js';
import { frameOf, type LiveStream } from '../sse.js';
import { followHall } from './follow.js';
import { personOf, type FoundTicket, type TicketPerson } from './tickets.js';

const pageIn = (view: HallView, ticketId: TicketId, at: Instant): TicketPage | null => {
  if (view.hall.status === 'unopened') return null;
  const ticket = ticketOf(view.hall, ticketId);
  return ticket === undefined ? null : ticketPage(view, { hall: view.hall, at }, ticket);
};

export type TicketLive = Readonly<{
  stream: LiveStream;
  actor: Actor;
  found: FoundTicket;
  after: Position | null;
}>;

type Teller = Readonly<{
  snapshot: (id: Position) => void;
  change: (change: HallChange) => void;
  /** What the person has of it has changed: a message, a grant, a card. */
  changed: LogListener;
  /** Tells the whole once more, whatever was told before. */
  again: () => void;
}>;
type Told = Pick<HallChange, 'position' | 'at' | 'type'>;

/** Runs tasks one after the other. */
const createRow = (
  onError: (error: unknown) => void,
): ((task: () => void | Promise<void>) => void) => {
  let row: Promise<void> = Promise.resolve();
  return (task) => {
    row = row.then(task).catch(onError);
  };
};

/**
 * One ticket, live. What is told is put in a row: a message's change needs the person's grants,
 * which are read from the log, and must not be overtaken.
 */
const createTeller = (deps: HttpDeps, live: TicketLive, first: TicketPerson | null): Teller => {
  const { stream, found, actor } = live;
  let page = found.page;
  let person = first;
  let told: string | null = null;
  const inRow = createRow((error) => {
    deps.logger.warn({ error: errorFields(error) }, 'live_ticket_dropped');
    stream.drop();
  });

  const body = (): JsonObject => ({ ...page, ...person });
  const snapshot = (id: Position): void => {
    told = JSON.stringify(body());
    stream.send(frameOf({ event: 'snapshot', id, data: body() }));
  };
  const tell = ({ position, at, type }: Told): void => {
    const text = JSON.stringify(body());
    if (text === told) return;
    told = text;
    stream.send(frameOf({ event: 'change', id: position, data: { type, at, ...body() } }));
  };
  const endDay = ({ before, position, at }: HallChange): void => {
    page = endedPage(pageIn(before, page.ticketId, at) ?? page);
    snapshot(position);
  };
  const change = (next: HallChange): void => {
    if (next.type === 'day') return endDay(next);
    // Who goes on where they were has seen the ticket as it was before.
    told ??= JSON.stringify({ ...pageIn(next.before, page.ticketId, next.at), ...person });
    page = pageIn(next.after, page.ticketId, next.at) ?? page;
    tell(next);
  };
  const readPerson = async (): Promise<void> => {
    if (actor.kind === 'holder') person = await personOf(deps, found, actor.subscriberId);
  };
  return {
    snapshot,
    change: (next) => inRow(() => change(next)),
    changed: (position, at, type) =>
      inRow(async () => {
        await readPerson();
        tell({ position, at, type });
      }),
    again: () => {
      const position = deps.live.position();
      inRow(() => {
        told = null;
        tell({ position, at: deps.options.now(), type: 'Resumed' });
      });
    },
  };
};

/** Tells a stream of one ticket, from where the client was. */
export const followTicket = async (deps: HttpDeps, live: TicketLive): Promise<void> => {
  const { stream, actor, found, after } = live;
  const { ticketId } = found.page;
  const isHolder = actor.kind === 'holder';
  const read = isHolder ? await personOf(deps, found, actor.subscriberId) : null;
  if (!stream.isOpen()) return;
  // From here on nothing waits: what is told first and what is watched belong together.
  const page = pageIn(deps.live.view(found.hallId), ticketId, deps.options.now()) ?? found.page;
  const messages = deps.live.messagesOf(ticketId);
  const person = read !== null && found.isToday ? { ...read, messages } : read;
  const teller = createTeller(deps, { ...live, found: { ...found, page } }, person);
  if (isHolder) {
    stream.onEnd(deps.live.watchMessages(ticketId, teller.changed));
    stream.onEnd(deps.live.watchPerson(actor.subscriberId, teller.changed));
  }
  followHall(deps.live, {
    hallId: found.hallId,
    stream,
    after,
    snapshot: () => teller.snapshot(deps.live.position()),
    change: teller.change,
    // Which changes of the person's own the client has seen is not known: they are told again.
    resumed: () => {
      if (person !== null) teller.again();
    },
  });
};
