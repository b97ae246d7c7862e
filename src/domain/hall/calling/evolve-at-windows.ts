import { exhaustive } from '../../event.js';
import type { Instant } from '../../ids.js';
import type {
  ServiceStarted,
  TicketCompleted,
  TicketHeld,
  TicketNoShow,
  TicketRecalled,
  TicketTransferred,
  WindowCalled,
} from '../events.js';
import { windowOfTicket } from '../queries.js';
import type { RunningHall, Ticket, TicketStatus } from '../state.js';
import { happenedAt } from '../times.js';
import { move, rewrite, waitingAt } from '../line/whereabouts.js';

/** What a window does with a ticket. */
export type EventAtWindow =
  | WindowCalled
  | TicketRecalled
  | ServiceStarted
  | TicketCompleted
  | TicketNoShow
  | TicketHeld
  | TicketTransferred;
type EventOfServed = Exclude<EventAtWindow, WindowCalled>;

const callTimes = (
  ticket: Ticket,
  at: Instant,
): Pick<Ticket, 'firstCalledAt' | 'lastCalledAt'> => ({
  firstCalledAt: ticket.firstCalledAt ?? at,
  lastCalledAt: at,
});

const called = (hall: RunningHall, ticket: Ticket, event: WindowCalled): RunningHall => {
  const { windowId } = event.data;
  const { state } = ticket.status;
  const callable = state === 'waiting' || state === 'held' || state === 'no_show';
  if (!callable || (hall.windows.get(windowId)?.ticketId ?? null) !== null) return hall;
  return move(hall, ticket, {
    ...ticket,
    ...callTimes(ticket, happenedAt(event)),
    status: { state: 'called', windowId },
  });
};

const transferred = (
  hall: RunningHall,
  ticket: Ticket,
  { data }: TicketTransferred,
): RunningHall => {
  const standing = { place: data.place, forWindowId: data.toWindowId };
  const waiting = {
    ...waitingAt(ticket, standing),
    queueId: data.toQueueId,
    stay: data.stay,
    stayBegan: 'transferred' as const,
  };
  return { ...move(hall, ticket, waiting), places: hall.places + 1 };
};

const held = ({ standing }: Ticket, { data }: TicketHeld): TicketStatus => ({
  state: 'held',
  windowId: data.windowId,
  kind: data.kind,
  until: data.until,
  standing,
});

const evolveServed = (hall: RunningHall, ticket: Ticket, event: EventOfServed): RunningHall => {
  const become = (status: TicketStatus): RunningHall => move(hall, ticket, { ...ticket, status });
  switch (event.type) {
    case 'TicketRecalled':
      return rewrite(hall, { ...ticket, ...callTimes(ticket, happenedAt(event)) });
    case 'ServiceStarted':
      return rewrite(hall, {
        ...ticket,
        status: { state: 'serving', windowId: event.data.windowId },
      });
    case 'TicketCompleted':
      return become({ state: 'completed', windowId: event.data.windowId });
    case 'TicketNoShow':
      return become({ state: 'no_show', windowId: event.data.windowId });
    case 'TicketHeld':
      return become(held(ticket, event));
    case 'TicketTransferred':
      return transferred(hall, ticket, event);
    default:
      exhaustive(event);
      return hall;
  }
};

/** The hall after what a window did with a ticket. */
export const evolveAtWindows = (
  hall: RunningHall,
  ticket: Ticket,
  event: EventAtWindow,
): RunningHall => {
  if (event.type === 'WindowCalled') return called(hall, ticket, event);
  const windowId =
    event.type === 'TicketTransferred' ? event.data.fromWindowId : event.data.windowId;
  return windowOfTicket(ticket) === windowId ? evolveServed(hall, ticket, event) : hall;
};
