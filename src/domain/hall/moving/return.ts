import { accept, refuse } from '../../event.js';
import type { QueueId } from '../../ids.js';
import * as orderedMap from '../../ordered-map.js';
import { queueOf } from '../../settings/settings.js';
import type { HallDecision, ReturnTicket } from '../commands.js';
import type { ReturnPosition } from '../events.js';
import { firstPlace, lastPlace, placeBehind, type Place } from '../line/place.js';
import { queueLine, ticketOf } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

// Behind the whole line is the last place, not one behind the last ticket's: a place behind
// another is longer than it, and tickets that come back again and again would make it grow.
const placeAt = (hall: RunningHall, queueId: QueueId, position: ReturnPosition): Place => {
  const counter = hall.places + 1;
  if (position.kind === 'last' || position.kind === 'entry') return lastPlace(counter);
  if (position.kind === 'first' || position.n <= 0) return firstPlace(counter);
  const line = queueLine(hall, queueId);
  const before = position.n < line.size ? orderedMap.at(line, position.n - 1) : undefined;
  return before === undefined ? lastPlace(counter) : placeBehind(before.key, counter);
};

const isReturnable = ({ status: { state } }: Ticket): boolean =>
  state !== 'waiting' && state !== 'cancelled' && state !== 'expired';

/** A ticket waits in its queue again, at a chosen place. */
export const returnTicket = (hall: RunningHall, command: ReturnTicket): HallDecision => {
  const { ticketId, position: asked } = command;
  const position = asked ?? { kind: 'last' };
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  const { queueId, stay } = ticket;
  if (!isReturnable(ticket))
    return refuse({ code: 'ticket_not_returnable', state: ticket.status.state });
  // Of a queue that was taken away nobody would call it.
  if (queueOf(hall.settings, queueId) === undefined)
    return refuse({ code: 'unknown_queue', queueId });
  const place = placeAt(hall, queueId, position);
  return accept({
    type: 'TicketReturned',
    data: { ticketId, queueId, position, place, stay: stay + 1 },
    ...timesOf(command),
  });
};
