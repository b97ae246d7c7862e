import { accept, refuse } from '../../event.js';
import { priorityOf, type Priority } from '../../settings/priorities.js';
import type { ChangePriority, HallDecision } from '../commands.js';
import type { TicketPriorityChanged } from '../events.js';
import { entryPlace, lockedHead } from '../line/order.js';
import type { Place } from '../line/place.js';
import { leave, move, waitingAt } from '../line/whereabouts.js';
import { aheadOf, isEnded, ticketOf } from '../queries.js';
import type { RunningHall, Standing, Ticket } from '../state.js';
import { arrivedAt, happenedAt, timesOf } from '../times.js';

/** Among those who have been told to come forward. */
const isLocked = (hall: RunningHall, ticket: Ticket): boolean => {
  const ahead = aheadOf(hall, ticket);
  return ahead !== null && ahead < lockedHead(hall, ticket.queueId);
};

/**
 * Its place under another priority: by its own time of entry where that orders the line, else as one
 * who comes now. Null for a ticket that keeps its place, or stands in no queue's line.
 */
const newPlace = (hall: RunningHall, command: ChangePriority, ticket: Ticket): Place | null => {
  const { queueId, status, standing } = ticket;
  const stands = status.state === 'waiting' || status.state === 'held';
  if (!stands || standing.forWindowId !== null || isLocked(hall, ticket)) return null;
  const isByTime =
    hall.settings.queues.find((queue) => queue.queueId === queueId)?.order === 'head-start';
  const entersAs = isByTime ? ticket.entersAs : arrivedAt(command);
  const others = leave(hall, ticket);
  return entryPlace(others, { queueId, priority: command.priority, entersAs });
};

/** Gives a ticket another priority; it enters its line anew, in the same stay. */
export const changePriority = (hall: RunningHall, command: ChangePriority): HallDecision => {
  const { ticketId, priority } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (priorityOf(hall.settings, priority) === undefined)
    return refuse({ code: 'unknown_priority', priority });
  if (isEnded(ticket)) return refuse({ code: 'ticket_ended', state: ticket.status.state });
  if (ticket.priority === priority) return accept();
  return accept({
    type: 'TicketPriorityChanged',
    data: { ticketId, priority, place: newPlace(hall, command, ticket) },
    ...timesOf(command),
  });
};

const moved = (ticket: Ticket, standing: Standing, priority: Priority): Ticket | null => {
  if (ticket.status.state === 'waiting') return { ...waitingAt(ticket, standing), priority };
  return ticket.status.state === 'held'
    ? { ...ticket, priority, standing, status: { ...ticket.status, standing } }
    : null;
};

/** The hall once a ticket has another priority. */
export const priorityChanged = (
  hall: RunningHall,
  ticket: Ticket,
  event: TicketPriorityChanged,
): RunningHall => {
  const { priority, place } = event.data;
  const standing = place === null ? ticket.standing : { place, forWindowId: null };
  const after = moved(ticket, standing, priority) ?? { ...ticket, priority };
  const changed = { ...after, lastChangedAt: happenedAt(event) };
  const counted = place === null ? hall : { ...hall, places: hall.places + 1 };
  return move(counted, ticket, changed);
};
