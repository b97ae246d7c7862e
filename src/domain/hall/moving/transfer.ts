import { accept, refuse } from '../../event.js';
import type { QueueId, WindowId } from '../../ids.js';
import { queueOf, windowOf } from '../../settings/settings.js';
import type { HallDecision, HallRefusal, TransferTicket } from '../commands.js';
import { withTicketAt } from '../calling/at-window.js';
import { lastPlace, type Place } from '../line/place.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

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
