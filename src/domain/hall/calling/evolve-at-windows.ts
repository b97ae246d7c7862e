import { exhaustive } from '../../event.js';
import { hallWith, ticketWith, windowWith } from '../copies.js';
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
import { turnsAfter } from '../line/pick.js';
import {
  countCall,
  move,
  newWindow,
  rewrite,
  timeCall,
  timesAfterEntry,
  timeService,
  waitingAt,
} from '../line/whereabouts.js';
import { ended, entering } from '../stays.js';
import { routeEnded, routeMovedTo } from '../moving/route.js';

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

/** Only calls by shares count among them. */
const withTurn = (hall: RunningHall, { data }: WindowCalled): RunningHall => {
  const { windowId, queueId, reason } = data;
  if (reason !== 'share') return hall;
  const turns = turnsAfter(hall, windowId, queueId);
  const window = hall.windows.get(windowId) ?? newWindow;
  return hallWith(hall, {
    windows: hall.windows.with(windowId, windowWith(window, { turns })),
  });
};

const called = (hall: RunningHall, ticket: Ticket, event: WindowCalled): RunningHall => {
  const { windowId } = event.data;
  const { state } = ticket.status;
  const callable = state === 'waiting' || state === 'held' || state === 'no_show';
  if (!callable || (hall.windows.get(windowId)?.ticketId ?? null) !== null) return hall;
  const inTurn = event.data.how === 'next' && state === 'waiting';
  const counted = inTurn && ticket.standing.forWindowId === null ? countCall(hall, ticket) : hall;
  const timed = timeCall(withTurn(counted, event), ticket, happenedAt(event));
  const at = happenedAt(event);
  const calledTicket = ticketWith(ticket, {
    status: { state: 'called', windowId },
    firstCalledAt: ticket.firstCalledAt ?? at,
    lastCalledAt: at,
    recalls: 0,
    atWindowSince: at,
    servedSince: at,
    lastChangedAt: at,
  });
  return move(timed, ticket, calledTicket);
};

const transferred = (hall: RunningHall, ticket: Ticket, event: TicketTransferred): RunningHall => {
  const { data } = event;
  const standing = { place: data.place, forWindowId: data.toWindowId };
  const waiting = ticketWith(waitingAt(ticket, standing), {
    queueId: data.toQueueId,
    stay: data.stay,
    stayBegan: 'transferred',
    outcome: data.outcome ?? ticket.outcome,
    route: data.toWindowId === null ? routeMovedTo(ticket.route, data.toQueueId) : ticket.route,
    ...entering(event),
  });
  const timed = timeService(hall, ticket, happenedAt(event));
  const moved = move(timed, ticket, waiting);
  return hallWith(moved, {
    times: timesAfterEntry(moved, waiting),
    places: hall.places + 1,
  });
};

const held = ({ standing }: Ticket, { data }: TicketHeld): TicketStatus => ({
  state: 'held',
  windowId: data.windowId,
  kind: data.kind,
  until: data.until,
  standing,
});

const evolveServed = (hall: RunningHall, ticket: Ticket, event: EventOfServed): RunningHall => {
  const at = happenedAt(event);
  const become = (status: TicketStatus): RunningHall =>
    move(
      timeService(hall, ticket, at),
      ticket,
      ticketWith(ticket, { status, atWindowSince: null, servedSince: null, lastChangedAt: at }),
    );
  switch (event.type) {
    case 'TicketRecalled':
      return rewrite(
        hall,
        ticketWith(ticket, {
          firstCalledAt: ticket.firstCalledAt ?? at,
          lastCalledAt: at,
          recalls: ticket.recalls + 1,
          lastChangedAt: at,
        }),
      );
    case 'ServiceStarted':
      return rewrite(
        hall,
        ticketWith(ticket, {
          status: { state: 'serving', windowId: event.data.windowId },
          servedSince: at,
          lastChangedAt: at,
        }),
      );
    case 'TicketCompleted':
      return move(
        timeService(hall, ticket, at),
        ticket,
        ticketWith(ticket, {
          status: { state: 'completed', windowId: event.data.windowId },
          outcome: event.data.outcome ?? ticket.outcome,
          route: routeEnded(ticket.route, 'done'),
          ...ended(event),
        }),
      );
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
