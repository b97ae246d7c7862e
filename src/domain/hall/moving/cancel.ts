import { accept, refuse } from '../../event.js';
import type { CancelTicket, HallDecision } from '../commands.js';
import { isEnded, ticketOf } from '../queries.js';
import type { RunningHall } from '../state.js';
import { timesOf } from '../times.js';

/** The holder gives up. */
export const cancelTicket = (hall: RunningHall, command: CancelTicket): HallDecision => {
  const { ticketId } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (isEnded(ticket)) return refuse({ code: 'ticket_ended', state: ticket.status.state });
  return accept({ type: 'TicketCancelled', data: { ticketId }, ...timesOf(command) });
};
