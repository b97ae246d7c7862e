import { aheadOf, ticketOf } from '../../domain/hall/queries.js';
import type { HallState, Ticket } from '../../domain/hall/state.js';
import type { MessageDecision, WithdrawnReason } from '../../domain/message/events.js';

export type Judgement =
  | Readonly<{ isTrue: true; ahead: number | null }>
  | Readonly<{ isTrue: false; reason: WithdrawnReason }>;

const expectedState = {
  'near-turn': 'waiting',
  queued: 'waiting',
  called: 'called',
  missed: 'no_show',
} as const;

const reasons: Readonly<Record<Ticket['status']['state'], WithdrawnReason>> = {
  // A call or a no-show whose ticket waits again in the same stay was set aside in between.
  waiting: 'held',
  called: 'called',
  serving: 'served',
  held: 'held',
  no_show: 'missed',
  completed: 'completed',
  cancelled: 'cancelled',
  expired: 'day_closed',
};

/**
 * Whether what a message says is still so: the ticket is in the stay and the state that it speaks
 * of, bound to the same person, on a day that is open.
 */
export const judge = (hall: HallState, decision: MessageDecision): Judgement => {
  const ticket = hall.status === 'unopened' ? undefined : ticketOf(hall, decision.ticketId);
  if (hall.status === 'unopened' || ticket === undefined) return untrue('day_closed');
  if (ticket.subscriberId !== decision.subscriberId) return untrue('unbound');
  if (ticket.stay !== decision.stay)
    return untrue(ticket.stayBegan === 'issued' ? 'returned' : ticket.stayBegan);
  const { state } = ticket.status;
  if (state !== expectedState[decision.kind]) return untrue(reasons[state]);
  if (hall.status === 'closed') return untrue('day_closed');
  return { isTrue: true, ahead: aheadOf(hall, ticket) };
};

const untrue = (reason: WithdrawnReason): Judgement => ({ isTrue: false, reason });
