import { accept, refuse } from '../../event.js';
import type { HallDecision, HoldTicket, ResumeDueTicket, ResumeTicket } from '../commands.js';
import type { HallEvent } from '../events.js';
import { withTicketAt } from '../calling/at-window.js';
import { ticketOf } from '../queries.js';
import { givenBackAtOnce } from '../line/rejoin.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

/** Sets the window's ticket aside; it keeps the place where it stood. */
export const holdTicket = (hall: RunningHall, command: HoldTicket): HallDecision =>
  withTicketAt(hall, command.windowId, ({ ticketId }) => {
    const { windowId, kind } = command;
    const until = kind === 'until' ? command.until : null;
    if (kind === 'until' && (until === null || until <= command.at))
      return refuse({ code: 'until_not_future' });
    return accept({
      type: 'TicketHeld',
      data: { windowId, ticketId, kind, until },
      ...timesOf(command),
    });
  });

/** Waiting again; one that stood in the line of a window which calls no more is back in its queue at once. */
const resumed = (
  hall: RunningHall,
  command: ResumeTicket | ResumeDueTicket,
  ticket: Ticket,
): HallDecision => {
  const { ticketId, enteredAt, standing } = ticket;
  const why = command.type === 'ResumeTicket' ? 'command' : 'until';
  const { forWindowId: windowId } = standing;
  const back =
    windowId === null ? [] : givenBackAtOnce(hall, command, { ticket, windowId, enteredAt });
  return accept<HallEvent>(
    { type: 'TicketResumed', data: { ticketId, why }, ...timesOf(command) },
    ...back,
  );
};

/** A held ticket waits again where it stood. */
export const resumeTicket = (hall: RunningHall, command: ResumeTicket): HallDecision => {
  const { ticketId, byWindowId } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  const { status } = ticket;
  if (status.state !== 'held') return refuse({ code: 'ticket_not_held', state: status.state });
  if (status.kind === 'same_window' && byWindowId !== null && byWindowId !== status.windowId)
    return refuse({ code: 'held_for_window', windowId: status.windowId });
  return resumed(hall, command, ticket);
};

/** A ticket held until a time waits again once that time has come. */
export const resumeDueTicket = (hall: RunningHall, command: ResumeDueTicket): HallDecision => {
  const { ticketId, at } = command;
  const ticket = ticketOf(hall, ticketId);
  const status = ticket?.status;
  const isDue =
    status?.state === 'held' &&
    status.kind === 'until' &&
    status.until !== null &&
    status.until <= at;
  if (ticket === undefined || !isDue || hall.status === 'closed') return accept();
  return resumed(hall, command, ticket);
};
