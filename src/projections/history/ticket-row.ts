import type { HallEvent, TicketIssued } from '../../domain/hall/events.js';
import {
  routeAtIssue,
  routeEnded,
  routeMovedTo,
  routeReturnedTo,
} from '../../domain/hall/moving/route.js';
import type { Ticket } from '../../domain/hall/state.js';
import type { Priority } from '../../domain/settings/priorities.js';
import { happenedAt } from '../../domain/hall/times.js';
import type {
  BusinessDay,
  HallId,
  Instant,
  MessageId,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../../domain/ids.js';
import type { MessageStatus } from '../../domain/message/state.js';
import { type MessageRow, reasonOf } from './message-row.js';

export type TicketState =
  'waiting' | 'called' | 'serving' | 'held' | 'no_show' | 'completed' | 'cancelled' | 'expired';

/** The status of a ticket's latest 快到您了, or why there is none. */
export type Told = MessageStatus | 'not_bound' | 'not_near' | 'off';

/** What a ticket shows of its visit. */
export type Visit = Pick<Ticket, 'appointmentId' | 'route' | 'outcome' | 'returns' | 'recalls'>;

/** A ticket as history keeps it. */
export type TicketRow = Readonly<{
  ticketId: TicketId;
  /** Position of its issue: its place among all tickets. */
  position: string;
  hallId: HallId;
  businessDay: BusinessDay;
  queueId: QueueId;
  number: string;
  state: TicketState;
  priority: Priority;
  windowId: WindowId | null;
  issuedAt: Instant;
  boundAt: Instant | null;
  firstCalledAt: Instant | null;
  lastCalledAt: Instant | null;
  visit: Visit;
  subscriberId: SubscriberId | null;
  /** Revisions of its first and its last event in the hall's stream: all its events are between. */
  firstRevision: number;
  lastRevision: number;
  nearTurn: Readonly<{
    messageId: MessageId;
    stay: number;
    status: MessageStatus;
    reason: string | null;
  }> | null;
}>;

/** Where a hall event stands. */
export type HallPlace = Readonly<{
  hallId: HallId;
  businessDay: BusinessDay;
  position: string;
  revision: number;
}>;

/** An event that says something of one ticket. */
export type TicketFact = Extract<HallEvent, { data: { ticketId: TicketId } }>;

/** Whether a hall event says something of one ticket. */
export const isTicketFact = (event: HallEvent): event is TicketFact => 'ticketId' in event.data;

const issued = (event: TicketIssued, place: HallPlace): TicketRow => ({
  ticketId: event.data.ticketId,
  position: place.position,
  hallId: place.hallId,
  businessDay: place.businessDay,
  queueId: event.data.queueId,
  number: event.data.number,
  state: 'waiting',
  priority: event.data.priority,
  windowId: null,
  issuedAt: happenedAt(event),
  boundAt: null,
  firstCalledAt: null,
  lastCalledAt: null,
  visit: {
    appointmentId: event.data.appointmentId ?? null,
    route: routeAtIssue(event.data.queueId, event.data.route ?? []),
    outcome: null,
    returns: 0,
    recalls: 0,
  },
  subscriberId: null,
  firstRevision: place.revision,
  lastRevision: place.revision,
  nearTurn: null,
});

const calledAt = (row: TicketRow, at: Instant) => ({
  firstCalledAt: row.firstCalledAt ?? at,
  lastCalledAt: at,
});

type Change = Partial<TicketRow>;

const binding = (row: TicketRow, event: TicketFact): Change => {
  if (event.type === 'TicketBound' && row.subscriberId === null)
    return { subscriberId: event.data.subscriberId, boundAt: happenedAt(event) };
  if (event.type === 'TicketUnbound' && row.subscriberId === event.data.subscriberId)
    return { subscriberId: null, boundAt: null };
  return {};
};

const atWindow = (row: TicketRow, event: TicketFact): Change => {
  switch (event.type) {
    case 'WindowCalled': {
      const { windowId } = event.data;
      const visit = { ...row.visit, recalls: 0 };
      return { state: 'called', windowId, visit, ...calledAt(row, happenedAt(event)) };
    }
    case 'TicketRecalled':
      return {
        visit: { ...row.visit, recalls: row.visit.recalls + 1 },
        ...calledAt(row, happenedAt(event)),
      };
    case 'ServiceStarted':
      return { state: 'serving', windowId: event.data.windowId };
    case 'TicketCompleted':
      return {
        state: 'completed',
        windowId: event.data.windowId,
        visit: {
          ...row.visit,
          outcome: event.data.outcome ?? row.visit.outcome,
          route: routeEnded(row.visit.route, 'done'),
        },
      };
    case 'TicketNoShow':
      return { state: 'no_show', windowId: event.data.windowId };
    case 'TicketHeld':
      return { state: 'held', windowId: event.data.windowId };
    default:
      return {};
  }
};

const returned = (
  { visit, priority }: TicketRow,
  { data }: Extract<TicketFact, { type: 'TicketReturned' }>,
): Change => ({
  state: 'waiting',
  windowId: null,
  queueId: data.queueId,
  priority: data.priority ?? priority,
  visit: {
    ...visit,
    returns: visit.returns + 1,
    route: routeReturnedTo(visit.route, data.queueId),
  },
});

const transferred = (
  { visit }: TicketRow,
  { data }: Extract<TicketFact, { type: 'TicketTransferred' }>,
): Change => ({
  state: 'waiting',
  windowId: null,
  queueId: data.toQueueId,
  visit: {
    ...visit,
    outcome: data.outcome ?? visit.outcome,
    route: data.toWindowId === null ? routeMovedTo(visit.route, data.toQueueId) : visit.route,
  },
});

const ended = ({ visit }: TicketRow, state: 'cancelled' | 'expired'): Change => ({
  state,
  visit: { ...visit, route: routeEnded(visit.route, 'skipped') },
});

const moving = (row: TicketRow, event: TicketFact): Change => {
  switch (event.type) {
    case 'TicketReturned':
      return returned(row, event);
    case 'TicketResumed':
      return { state: 'waiting', windowId: null };
    case 'TicketTransferred':
      return transferred(row, event);
    case 'TicketPriorityChanged':
      return { priority: event.data.priority };
    case 'TicketCancelled':
      return ended(row, 'cancelled');
    case 'TicketExpired':
      return ended(row, 'expired');
    default:
      return { ...binding(row, event), ...atWindow(row, event) };
  }
};

/** The row after one more event of its ticket; null for a ticket whose issue was not seen. */
export const foldTicket = (
  row: TicketRow | null,
  event: TicketFact,
  place: HallPlace,
): TicketRow | null => {
  if (event.type === 'TicketIssued') return row ?? issued(event, place);
  return row === null ? null : { ...row, ...moving(row, event), lastRevision: place.revision };
};

/** The ticket after news of its 快到您了: the message of the latest stay counts. */
export const foldNearTurn = (ticket: TicketRow, { message }: MessageRow): TicketRow => {
  const { messageId, stay } = message.decision;
  if (ticket.nearTurn !== null && ticket.nearTurn.stay > stay) return ticket;
  const { status } = message;
  return { ...ticket, nearTurn: { messageId, stay, status, reason: reasonOf(message) } };
};

/** Why the holder of this ticket was told or not. @param nearTurn whether the hall sends 快到您了 */
export const toldOf = (ticket: TicketRow, nearTurn: boolean): Told => {
  if (ticket.nearTurn !== null) return ticket.nearTurn.status;
  if (ticket.subscriberId === null) return 'not_bound';
  return nearTurn ? 'not_near' : 'off';
};

/** Whether nothing but a return can become of it. */
export const isOver = (state: TicketState): boolean =>
  state === 'completed' || state === 'cancelled' || state === 'expired';
