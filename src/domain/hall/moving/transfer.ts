import { accept, refuse } from '../../event.js';
import { queueOf, windowOf } from '../../settings/settings.js';
import type { HallDecision, HallRefusal, TransferTicket } from '../commands.js';
import { withTicketAt } from '../calling/at-window.js';
import type { HallEvent, TicketRejoined, TicketTransferred } from '../events.js';
import { givenBackAtOnce } from '../line/rejoin.js';
import { windowPlace } from '../line/place.js';
import { inQueue, type Target } from './in-queue.js';
import type { RunningHall, Ticket } from '../state.js';
import { arrivedAt, timesOf } from '../times.js';

const whyNoTarget = (hall: RunningHall, { to }: TransferTicket): HallRefusal | undefined => {
  if ('windowId' in to)
    return windowOf(hall.settings, to.windowId) === undefined
      ? { code: 'unknown_window', windowId: to.windowId }
      : undefined;
  return queueOf(hall.settings, to.queueId) === undefined
    ? { code: 'unknown_queue', queueId: to.queueId }
    : undefined;
};

const target = (hall: RunningHall, command: TransferTicket, ticket: Ticket): Target => {
  const { to } = command;
  if ('queueId' in to)
    return inQueue(hall, ticket, { queueId: to.queueId, now: arrivedAt(command) });
  // Behind whoever was sent to that window before: a line of its own, which no rule orders.
  const place = windowPlace(hall.places + 1);
  return { toQueueId: ticket.queueId, toWindowId: to.windowId, place };
};

/** To a window that is closed nobody can be sent: they are back in their queue at once. */
const backAtOnce = (
  hall: RunningHall,
  command: TransferTicket,
  ticket: Ticket,
): readonly TicketRejoined[] =>
  'windowId' in command.to
    ? givenBackAtOnce(hall, command, {
        ticket,
        windowId: command.to.windowId,
        enteredAt: arrivedAt(command),
      })
    : [];

/** Sends the window's ticket on: to a queue, or to one window, which calls it next. */
export const transferTicket = (hall: RunningHall, command: TransferTicket): HallDecision =>
  withTicketAt(hall, command.windowId, (ticket) => {
    const refusal = whyNoTarget(hall, command);
    if (refusal !== undefined) return refuse(refusal);
    const transferred: TicketTransferred = {
      type: 'TicketTransferred',
      data: {
        ticketId: ticket.ticketId,
        fromWindowId: command.windowId,
        ...target(hall, command, ticket),
        stay: ticket.stay + 1,
      },
      ...timesOf(command),
    };
    return accept<HallEvent>(transferred, ...backAtOnce(hall, command, ticket));
  });
