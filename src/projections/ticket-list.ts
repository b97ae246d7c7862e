import { ticketOf, findTicket } from '../domain/hall/queries.js';
import type { RunningHall, Ticket, TicketStatus, WaitingLine } from '../domain/hall/state.js';
import type { QueueId, TicketId, WindowId } from '../domain/ids.js';
import * as orderedMap from '../domain/ordered-map.js';
import type { OrderedMap } from '../domain/ordered-map.js';
import { windowIdOf } from './ticket-view.js';

/** Which of today's tickets to list. */
export type TicketListFilter = Readonly<{
  queueId?: QueueId | undefined;
  state?: TicketStatus['state'] | undefined;
  number?: string | undefined;
  windowId?: WindowId | undefined;
}>;

/** The last ticket of a page: the part of the list that it stood in, and its key there. */
export type ListPlace = Readonly<{ part: string; key: string }>;

export type TicketListPage = Readonly<{ tickets: readonly Ticket[]; next: ListPlace | null }>;

type Part = Readonly<{ name: string; entries: OrderedMap<string, TicketId>; waiting: boolean }>;

const line = (name: string, entries: WaitingLine): Part => ({ name, entries, waiting: true });

// The parts of the list, in its order: the windows' own lines, the queues' lines, all others.
const partsOf = (hall: RunningHall, { queueId, state }: TicketListFilter): readonly Part[] => [
  ...(state === undefined || state === 'waiting'
    ? [
        ...[...hall.windows].map(([id, window]) => line(`w:${id}`, window.line)),
        ...[...hall.queues]
          .filter(([id]) => queueId === undefined || id === queueId)
          .map(([id, queue]) => line(`q:${id}`, queue.line)),
      ]
    : []),
  ...(state === 'waiting' ? [] : [{ name: 'rest', entries: hall.issued, waiting: false }]),
];

const matches = (ticket: Ticket, filter: TicketListFilter): boolean =>
  (filter.queueId === undefined || ticket.queueId === filter.queueId) &&
  (filter.state === undefined || ticket.status.state === filter.state) &&
  (filter.number === undefined || ticket.number === filter.number) &&
  (filter.windowId === undefined || windowIdOf(ticket.status) === filter.windowId);

type Found = Readonly<{ ticket: Ticket; place: ListPlace }>;

function* found(
  hall: RunningHall,
  filter: TicketListFilter,
  after: ListPlace | null,
): Generator<Found, void, undefined> {
  const parts = partsOf(hall, filter);
  const start = after === null ? 0 : parts.findIndex(({ name }) => name === after.part);
  for (const [index, { name, entries, waiting }] of parts.slice(Math.max(0, start)).entries()) {
    const resumed = index === 0 && after !== null && after.part === name ? after.key : null;
    const from =
      resumed === null
        ? 0
        : orderedMap.rank(entries, resumed) + (orderedMap.has(entries, resumed) ? 1 : 0);
    for (const { key, value } of orderedMap.entriesFrom(entries, from)) {
      const ticket = ticketOf(hall, value);
      if (ticket === undefined || (ticket.status.state === 'waiting') !== waiting) continue;
      if (matches(ticket, filter)) yield { ticket, place: { part: name, key } };
    }
  }
}

/** A page of today's tickets: those waiting in calling order, then the others by time of issue. */
export const listTickets = (
  hall: RunningHall,
  filter: TicketListFilter,
  page: Readonly<{ limit: number; after: ListPlace | null }>,
): TicketListPage => {
  if (filter.number !== undefined) {
    const ticket = findTicket(hall, { number: filter.number });
    const fits = ticket !== undefined && matches(ticket, filter) && page.after === null;
    return { tickets: fits ? [ticket] : [], next: null };
  }
  const items: Found[] = [];
  for (const item of found(hall, filter, page.after)) {
    if (items.length === page.limit)
      return { tickets: items.map((each) => each.ticket), next: items.at(-1)?.place ?? null };
    items.push(item);
  }
  return { tickets: items.map((each) => each.ticket), next: null };
};
