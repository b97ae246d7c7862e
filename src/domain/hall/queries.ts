import type { QueueId, TicketId, WindowId } from '../ids.js';
import * as hashMap from '../hash-map.js';
import * as orderedMap from '../ordered-map.js';
import { windowOf } from '../settings/settings.js';
import type { TicketRef } from './commands.js';
import type { RunningHall, Ticket, WaitingLine } from './state.js';

const noOne: WaitingLine = orderedMap.empty();

/** Completed, cancelled or expired: only a return can make a completed ticket current again. */
export const isEnded = ({ status }: Ticket): boolean =>
  status.state === 'completed' || status.state === 'cancelled' || status.state === 'expired';

/** The window that a ticket is called to, or being served at, now; else null. */
export const windowOfTicket = ({ status }: Ticket): WindowId | null =>
  status.state === 'called' || status.state === 'serving' ? status.windowId : null;

/** A ticket of today by its id. */
export const ticketOf = (hall: RunningHall, ticketId: TicketId): Ticket | undefined =>
  hashMap.get(hall.tickets, ticketId);

/** A ticket of today by its id or by its number. */
export const findTicket = (hall: RunningHall, ref: TicketRef): Ticket | undefined => {
  if ('ticketId' in ref) return ticketOf(hall, ref.ticketId);
  const ticketId = hashMap.get(hall.numbers, ref.number);
  return ticketId === undefined ? undefined : ticketOf(hall, ticketId);
};

/** The ticket called to, or being served at, a window. */
export const ticketAtWindow = (hall: RunningHall, windowId: WindowId): Ticket | undefined => {
  const ticketId = hall.windows.get(windowId)?.ticketId ?? null;
  return ticketId === null ? undefined : ticketOf(hall, ticketId);
};

/** The line of a queue, without those who wait for one window only. */
export const queueLine = (hall: RunningHall, queueId: QueueId): WaitingLine =>
  hall.queues.get(queueId)?.line ?? noOne;

/** The line of those who wait for one window only. */
export const windowLine = (hall: RunningHall, windowId: WindowId): WaitingLine =>
  hall.windows.get(windowId)?.line ?? noOne;

/** The line that a ticket stands in, or would stand in if it waited. */
export const lineOf = (hall: RunningHall, { queueId, standing }: Ticket): WaitingLine =>
  standing.forWindowId === null ? queueLine(hall, queueId) : windowLine(hall, standing.forWindowId);

/** How many of its line would be called before this ticket; null when it does not wait. */
export const aheadOf = (hall: RunningHall, ticket: Ticket): number | null =>
  ticket.status.state === 'waiting'
    ? orderedMap.rank(lineOf(hall, ticket), ticket.standing.place)
    : null;

/** The tickets of a line in calling order, from the one with this many ahead on. */
export function* ticketsOfLine(
  hall: RunningHall,
  line: WaitingLine,
  fromAhead: number,
): Generator<Ticket, void, undefined> {
  for (const { value } of orderedMap.entriesFrom(line, fromAhead)) {
    const ticket = ticketOf(hall, value);
    if (ticket !== undefined) yield ticket;
  }
}

/** The ticket of a line with this many ahead of it. */
export const ticketInLine = (
  hall: RunningHall,
  line: WaitingLine,
  ahead: number,
): Ticket | undefined => {
  const entry = orderedMap.at(line, ahead);
  return entry === undefined ? undefined : ticketOf(hall, entry.value);
};

/** The lines that a window calls from, in its order: its own, then its queues' by preference. */
export const linesOfWindow = (hall: RunningHall, windowId: WindowId): readonly WaitingLine[] => [
  windowLine(hall, windowId),
  ...(windowOf(hall.settings, windowId)?.queueIds ?? []).map((id) => queueLine(hall, id)),
];

/** How many wait for a window: in its own line and over its queues. */
export const waitingForWindow = (hall: RunningHall, windowId: WindowId): number =>
  linesOfWindow(hall, windowId).reduce((sum, line) => sum + line.size, 0);

/** The waiting tickets of a queue: those sent to one window first, then its line in calling order. */
export function* waitingOfQueue(
  hall: RunningHall,
  queueId: QueueId,
): Generator<Ticket, void, undefined> {
  for (const { line } of hall.windows.values()) {
    for (const ticket of ticketsOfLine(hall, line, 0)) {
      if (ticket.queueId === queueId) yield ticket;
    }
  }
  yield* ticketsOfLine(hall, queueLine(hall, queueId), 0);
}

const sentToWindow = (hall: RunningHall, queueId: QueueId): number => {
  let count = 0;
  for (const { line } of hall.windows.values()) {
    for (const ticket of ticketsOfLine(hall, line, 0)) {
      if (ticket.queueId === queueId) count += 1;
    }
  }
  return count;
};

/** How many wait in a queue, those sent to one window included. */
export const waitingCount = (hall: RunningHall, queueId: QueueId): number =>
  queueLine(hall, queueId).size + sentToWindow(hall, queueId);

/** Every waiting ticket: the windows' own lines, then the queues' lines, each in calling order. */
export function* waitingTickets(hall: RunningHall): Generator<Ticket, void, undefined> {
  for (const { line } of hall.windows.values()) yield* ticketsOfLine(hall, line, 0);
  for (const { line } of hall.queues.values()) yield* ticketsOfLine(hall, line, 0);
}

/** Every ticket of the day, in the order of issue. */
export function* ticketsByIssue(hall: RunningHall): Generator<Ticket, void, undefined> {
  for (const { value } of orderedMap.entries(hall.issued)) {
    const ticket = ticketOf(hall, value);
    if (ticket !== undefined) yield ticket;
  }
}

/** Every ticket of the day: the waiting in calling order, then the others in the order of issue. */
export function* ticketsInCallingOrder(hall: RunningHall): Generator<Ticket, void, undefined> {
  yield* waitingTickets(hall);
  for (const ticket of ticketsByIssue(hall)) {
    if (ticket.status.state !== 'waiting') yield ticket;
  }
}
