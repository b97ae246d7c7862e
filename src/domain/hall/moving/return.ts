import { accept, refuse } from '../../event.js';
import { epochMs, instant } from '../../ids.js';
import { queueOf, type HallSettings, type ReturnPlace } from '../../settings/settings.js';
import type { HallDecision, HallRefusal, ReturnTicket } from '../commands.js';
import type { ReturnPosition } from '../events.js';
import { placeAt } from '../line/order.js';
import { ticketOf } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { arrivedAt, timesOf } from '../times.js';

const isReturnable = ({ status: { state } }: Ticket): boolean =>
  state !== 'waiting' && state !== 'cancelled' && state !== 'expired';

/** Why the hall's rule for returns does not let it, or undefined. */
const whyNotAllowed = (
  { settings: { returns } }: RunningHall,
  ticket: Ticket,
  command: ReturnTicket,
): HallRefusal | undefined => {
  const { limit, withinMinutes } = returns;
  if (limit !== null && ticket.returns >= limit && command.by?.role !== 'admin')
    return { code: 'return_limit', limit };
  if (withinMinutes === null || ticket.lastCalledAt === null) return undefined;
  const until = instant(epochMs(ticket.lastCalledAt) + withinMinutes * 60_000);
  return command.at > until ? { code: 'too_late', until } : undefined;
};

const positionOf = (place: ReturnPlace): ReturnPosition =>
  typeof place === 'string' ? { kind: place } : { kind: 'after', n: place.after };

/** Where the hall's rule puts a return: one place for each further one, of which the last repeats. */
const ruledPosition = ({ returns }: HallSettings, count: number): ReturnPosition => {
  const places = [returns.place].flat();
  return positionOf(places[Math.min(count, places.length - 1)] ?? 'last');
};

const returned = (hall: RunningHall, command: ReturnTicket, ticket: Ticket): HallDecision => {
  const { settings } = hall;
  const { ticketId, queueId, stay } = ticket;
  const position = command.position ?? ruledPosition(settings, ticket.returns);
  const priority =
    position.kind === 'entry' ? (settings.returns.priority ?? ticket.priority) : ticket.priority;
  const who = { queueId, priority, entersAs: arrivedAt(command) };
  const by = command.position === null ? 'rule' : 'clerk';
  const place = placeAt(hall, who, { position, by });
  const changed = priority === ticket.priority ? {} : { priority };
  return accept({
    type: 'TicketReturned',
    data: { ticketId, queueId, position, place, stay: stay + 1, ...changed },
    ...timesOf(command),
  });
};

/** A ticket waits in its queue again, at a chosen place or where the hall's rule has it. */
export const returnTicket = (hall: RunningHall, command: ReturnTicket): HallDecision => {
  const ticket = ticketOf(hall, command.ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  const { queueId, status } = ticket;
  if (!isReturnable(ticket)) return refuse({ code: 'ticket_not_returnable', state: status.state });
  // Of a queue that was taken away nobody would call it.
  if (queueOf(hall.settings, queueId) === undefined)
    return refuse({ code: 'unknown_queue', queueId });
  const refusal = whyNotAllowed(hall, ticket, command);
  return refusal === undefined ? returned(hall, command, ticket) : refuse(refusal);
};
