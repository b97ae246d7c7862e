import { accept, refuse } from '../event.js';
import type { QueueId, WindowId } from '../ids.js';
import * as orderedMap from '../ordered-map.js';
import { queueOf, windowOf } from '../settings/settings.js';
import type { HallDecision, HallRefusal, ReturnTicket, TransferTicket } from './commands.js';
import { withTicketAt } from './at-windows.js';
import type { ReturnPosition } from './events.js';
import { firstPlace, lastPlace, placeBehind, type Place } from './place.js';
import { queueLine, ticketOf } from './queries.js';
import type { RunningHall, Ticket } from './state.js';
import { timesOf } from './times.js';

type Target = Readonly<{ toQueueId: QueueId; toWindowId: WindowId | null; place: Place }>;

const whyNoTarget = (hall: RunningHall, { to }: TransferTicket): HallRefusal | undefined => {
  if ('windowId' in to)
    return windowOf(hall.settings, to.windowId) === undefined
      ? { code: 'unknown_window', windowId: to.windowId }
      : undefined;
  return queueOf(hall.settings, to.queueId) === undefined
    ? { code: 'unknown_queue', queueId: to.queueId }
    : undefined;
};

const target = (hall: RunningHall, { to }: TransferTicket, ticket: Ticket): Target => {
  const last = lastPlace(hall.places + 1);
  if ('windowId' in to) return { toQueueId: ticket.queueId, toWindowId: to.windowId, place: last };
  const place = hall.settings.transferPlace === 'issued' ? ticket.issuePlace : last;
  return { toQueueId: to.queueId, toWindowId: null, place };
};

/** Sends the window's ticket on: to a queue, or to one window, which calls it next. */
export const transferTicket = (hall: RunningHall, command: TransferTicket): HallDecision =>
  withTicketAt(hall, command.windowId, (ticket) => {
    const refusal = whyNoTarget(hall, command);
    if (refusal !== undefined) return refuse(refusal);
    return accept({
      type: 'TicketTransferred',
      data: {
        ticketId: ticket.ticketId,
        fromWindowId: command.windowId,
        ...target(hall, command, ticket),
        stay: ticket.stay + 1,
      },
      ...timesOf(command),
    });
  });

// Behind the whole line is the last place, not one behind the last ticket's: a place behind
// another is longer than it, and tickets that come back again and again would make it grow.
const placeAt = (hall: RunningHall, queueId: QueueId, position: ReturnPosition): Place => {
  const counter = hall.places + 1;
  if (position.kind === 'last') return lastPlace(counter);
  if (position.kind === 'first' || position.n <= 0) return firstPlace(counter);
  const line = queueLine(hall, queueId);
  const before = position.n < line.size ? orderedMap.at(line, position.n - 1) : undefined;
  return before === undefined ? lastPlace(counter) : placeBehind(before.key, counter);
};

const isReturnable = ({ status: { state } }: Ticket): boolean =>
  state !== 'waiting' && state !== 'cancelled' && state !== 'expired';

/** A ticket waits in its queue again, at a chosen place. */
export const returnTicket = (hall: RunningHall, command: ReturnTicket): HallDecision => {
  const { ticketId, position } = command;
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
