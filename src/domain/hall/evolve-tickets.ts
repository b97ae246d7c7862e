import type { WindowId } from '../ids.js';
import * as hashMap from '../hash-map.js';
import * as orderedMap from '../ordered-map.js';
import { hallWith, ticketWith } from './copies.js';
import { evolveAtWindows, type EventAtWindow } from './calling/evolve-at-windows.js';
import type {
  TicketBound,
  TicketCancelled,
  TicketExpired,
  TicketIssued,
  TicketPriorityChanged,
  TicketRated,
  TicketRejoined,
  TicketReminderSet,
  TicketResumed,
  TicketReturned,
  TicketUnbound,
} from './events.js';
import { countNumber } from './admission/numbers.js';
import { issueOrder } from './line/place.js';
import { isEnded, ticketOf } from './queries.js';
import type { RunningHall, Ticket } from './state.js';
import { happenedAt } from './times.js';
import { admit, move, rewrite, waitingAt, timesAfterEntry } from './line/whereabouts.js';
import { ended, entering } from './stays.js';
import { rated, reminded } from './after-visit.js';
import { priorityChanged } from './moving/priority.js';
import { routeAtIssue, routeEnded, routeReturnedTo } from './moving/route.js';
import { withHolder } from './admission/people.js';
import { withCounted, withoutCounted } from './admission/quotas.js';

type TicketEvent =
  | TicketIssued
  | TicketPriorityChanged
  | TicketRated
  | TicketRejoined
  | TicketReminderSet
  | TicketBound
  | TicketUnbound
  | TicketReturned
  | TicketResumed
  | TicketCancelled
  | TicketExpired
  | EventAtWindow;

const issuedTicket = (event: TicketIssued): Ticket => {
  const { ticketId, number, queueId, priority, place, route = [] } = event.data;
  const issuedAt = happenedAt(event);
  const standing = { place, forWindowId: null };
  return {
    ticketId,
    number,
    queueId,
    issuedIn: queueId,
    priority,
    issuedAt,
    issuePlace: place,
    standing,
    queuePlace: place,
    status: { state: 'waiting', standing },
    stay: 1,
    stayBegan: 'issued',
    subscriberId: null,
    boundAt: null,
    lastSubscriberId: null,
    firstCalledAt: null,
    lastCalledAt: null,
    enteredAt: issuedAt,
    entersAs: event.data.entersAs ?? issuedAt,
    atWindowSince: null,
    servedSince: null,
    endedAt: null,
    lastChangedAt: issuedAt,
    appointmentId: event.data.appointmentId ?? null,
    late: event.data.late ?? false,
    route: routeAtIssue(queueId, route),
    routeOrder: event.data.routeOrder ?? 'given',
    outcome: null,
    returns: 0,
    recalls: 0,
    reminderAhead: null,
    rating: null,
  };
};

const issue = (hall: RunningHall, event: TicketIssued): RunningHall => {
  const { ticketId, number, place, counted } = event.data;
  if (ticketOf(hall, ticketId) !== undefined || hashMap.has(hall.numbers, number)) return hall;
  const ticket = issuedTicket(event);
  const numbers = hashMap.set(hall.numbers, number, ticketId);
  const numbered = hallWith(hall, {
    numbers,
    lastNumbers: countNumber({ lastNumbers: hall.lastNumbers, numbers }, number, counted),
    issued: orderedMap.set(hall.issued, issueOrder(place), ticketId),
    places: hall.places + 1,
    times: timesAfterEntry(hall, ticket),
  });
  return admit(withCounted(numbered, ticket), ticket);
};

const bind = (hall: RunningHall, ticket: Ticket, event: TicketBound): RunningHall => {
  if (ticket.subscriberId !== null) return hall;
  const { subscriberId, stay } = event.data;
  const boundAt = happenedAt(event);
  const people = withHolder(hall, subscriberId, ticket.ticketId);
  const held = ticketWith(ticket, {
    subscriberId,
    lastSubscriberId: subscriberId,
    boundAt,
    stay,
    stayBegan: stay === ticket.stay ? ticket.stayBegan : 'unbound',
  });
  return rewrite(people === hall.people ? hall : hallWith(hall, { people }), held);
};

const unbind = (hall: RunningHall, ticket: Ticket, { data }: TicketUnbound): RunningHall =>
  ticket.subscriberId === data.subscriberId
    ? rewrite(hall, ticketWith(ticket, { subscriberId: null, boundAt: null }))
    : hall;

const returned = (hall: RunningHall, ticket: Ticket, event: TicketReturned): RunningHall => {
  const { data } = event;
  const { state } = ticket.status;
  if (state === 'waiting' || state === 'cancelled' || state === 'expired') return hall;
  const standing = { place: data.place, forWindowId: null };
  const waiting = ticketWith(waitingAt(ticket, standing), {
    queueId: data.queueId,
    stay: data.stay,
    stayBegan: 'returned',
    priority: data.priority ?? ticket.priority,
    ...entering(event),
    returns: ticket.returns + 1,
    endedAt: null,
    route: routeReturnedTo(ticket.route, data.queueId),
  });
  return hallWith(move(hall, ticket, waiting), { places: hall.places + 1 });
};

const resume = (hall: RunningHall, ticket: Ticket, event: TicketResumed): RunningHall =>
  ticket.status.state === 'held'
    ? move(
        hall,
        ticket,
        ticketWith(waitingAt(ticket, ticket.status.standing), { lastChangedAt: happenedAt(event) }),
      )
    : hall;

const rejoin = (hall: RunningHall, ticket: Ticket, { data }: TicketRejoined): RunningHall =>
  ticket.status.state === 'waiting' && ticket.standing.forWindowId === data.fromWindowId
    ? move(hall, ticket, waitingAt(ticket, { place: data.place, forWindowId: null }))
    : hall;

const windowIdOf = ({ status }: Ticket): WindowId | null =>
  status.state === 'waiting' ? null : status.windowId;

const end = (
  hall: RunningHall,
  ticket: Ticket,
  event: TicketCancelled | TicketExpired,
): RunningHall => {
  if (isEnded(ticket)) return hall;
  const state = event.type === 'TicketCancelled' ? 'cancelled' : 'expired';
  const status = { state, windowId: windowIdOf(ticket) } as const;
  const route = routeEnded(ticket.route, 'skipped');
  // Given up before any call, it leaves its number to somebody else.
  const isGivenBack = state === 'cancelled' && ticket.firstCalledAt === null;
  const counted = isGivenBack ? withoutCounted(hall, ticket) : hall;
  return move(counted, ticket, ticketWith(ticket, { status, route, ...ended(event) }));
};

/** The hall after an event of one ticket. */
export const evolveTickets = (hall: RunningHall, event: TicketEvent): RunningHall => {
  if (event.type === 'TicketIssued') return issue(hall, event);
  const ticket = ticketOf(hall, event.data.ticketId);
  if (ticket === undefined) return hall;
  switch (event.type) {
    case 'TicketBound':
      return bind(hall, ticket, event);
    case 'TicketUnbound':
      return unbind(hall, ticket, event);
    case 'TicketReturned':
      return returned(hall, ticket, event);
    case 'TicketResumed':
      return resume(hall, ticket, event);
    case 'TicketCancelled':
    case 'TicketExpired':
      return end(hall, ticket, event);
    case 'TicketPriorityChanged':
      return priorityChanged(hall, ticket, event);
    case 'TicketRejoined':
      return rejoin(hall, ticket, event);
    case 'TicketRated':
      return rated(hall, ticket, event);
    case 'TicketReminderSet':
      return reminded(hall, ticket, event);
    default:
      return evolveAtWindows(hall, ticket, event);
  }
};
