import { accept, refuse } from '../../event.js';
import type { TicketId, WindowId } from '../../ids.js';
import { windowOf } from '../../settings/settings.js';
import type { CallNext, CallTicket, HallDecision, HallRefusal, RecallTicket } from '../commands.js';
import { vacate, withTicketAt, type CommandAtWindow } from './at-window.js';
import type { CallReason, WindowCalled } from '../events.js';
import { evolve } from '../evolve.js';
import { nextForWindow } from '../line/pick.js';
import { findTicket } from '../queries.js';
import type { HallState, RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

const howOf = (reason: CallReason): WindowCalled['data']['how'] =>
  reason === 'given' || reason === 'reported' ? 'given' : 'next';

/** The call of a ticket to the window of the command. */
export const called = (
  command: CommandAtWindow,
  { ticketId, number, queueId }: Ticket,
  reason: CallReason,
): WindowCalled => ({
  type: 'WindowCalled',
  data: { windowId: command.windowId, ticketId, number, queueId, how: howOf(reason), reason },
  ...timesOf(command),
});

const whyWindowCannotCall = (hall: RunningHall, windowId: WindowId): HallRefusal | undefined => {
  if (windowOf(hall.settings, windowId) === undefined) return { code: 'unknown_window', windowId };
  const state = hall.windows.get(windowId)?.state ?? 'closed';
  return state === 'open' ? undefined : { code: 'window_closed', windowId, state };
};

/** Why a ticket cannot be called by name, or undefined when it can: whoever holds it may call it. */
export const whyNotCallable = ({ status, number }: Ticket): HallRefusal | undefined => {
  switch (status.state) {
    case 'waiting':
    case 'held':
    case 'no_show':
      return undefined;
    case 'called':
    case 'serving':
      return { code: 'already_called', windowId: status.windowId, number };
    default:
      return { code: 'ticket_not_waiting', state: status.state, number };
  }
};

const whyHeldFor = ({ status }: Ticket, windowId: WindowId): HallRefusal | undefined =>
  status.state === 'held' && status.kind === 'same_window' && status.windowId !== windowId
    ? { code: 'held_for_window', windowId: status.windowId }
    : undefined;

/** Calls in turn: from the window's own line first, then from its queues by its rule. */
export const callNext = (hall: RunningHall, command: CallNext): HallDecision => {
  const refusal = whyWindowCannotCall(hall, command.windowId);
  if (refusal !== undefined) return refuse(refusal);
  const vacated = vacate(hall, command, 'next_called');
  if (!vacated.ok) return vacated;
  // Whoever the window has had until now may wait in one of its queues again.
  const free = vacated.events.reduce(evolve, hall as HallState) as RunningHall;
  const next = nextForWindow(free, command.windowId, command.at);
  return next === undefined
    ? vacated
    : accept(...vacated.events, called(command, next.ticket, next.reason));
};

/** Whether the hall lets this caller choose whom to call. */
const whyNotGiven = (
  { settings }: RunningHall,
  { by, windowId }: CallTicket,
  ticket: Ticket | undefined,
): HallRefusal | undefined => {
  const { callGiven } = settings;
  if (callGiven === 'any' || by === undefined || by.role === 'admin') return undefined;
  if (callGiven === 'nobody') return { code: 'call_given_off' };
  if (ticket === undefined || ticket.standing.forWindowId === windowId) return undefined;
  const own = windowOf(settings, windowId)?.queueIds ?? [];
  return own.includes(ticket.queueId) ? undefined : { code: 'call_given_off' };
};

/** Calls one ticket by name, wherever it waits and whatever the window serves, as far as the hall lets it. */
export const callTicket = (hall: RunningHall, command: CallTicket): HallDecision => {
  const { windowId } = command;
  const windowRefusal = whyWindowCannotCall(hall, windowId);
  if (windowRefusal !== undefined) return refuse(windowRefusal);
  const ticket = findTicket(hall, command.ticket);
  const off = whyNotGiven(hall, command, ticket);
  if (off !== undefined) return refuse(off);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  const refusal = whyNotCallable(ticket) ?? whyHeldFor(ticket, windowId);
  if (refusal !== undefined) return refuse(refusal);
  const vacated = vacate(hall, command, 'next_called');
  return vacated.ok ? accept(...vacated.events, called(command, ticket, 'given')) : vacated;
};

/** What the hall has a recall beyond its limit be. */
const recallBeyond = (
  { settings }: RunningHall,
  command: RecallTicket,
  { ticketId, limit }: Readonly<{ ticketId: TicketId; limit: number }>,
): HallDecision =>
  settings.afterRecalls === 'refuse'
    ? refuse({ code: 'recall_limit', limit })
    : accept({
        type: 'TicketNoShow',
        data: { windowId: command.windowId, ticketId, why: 'recall_limit' },
        ...timesOf(command),
      });

/** Announces the window's ticket again. */
export const recallTicket = (hall: RunningHall, command: RecallTicket): HallDecision =>
  withTicketAt(hall, command.windowId, ({ ticketId, number, recalls }) => {
    const limit = hall.settings.recallLimit;
    if (limit !== null && recalls >= limit) return recallBeyond(hall, command, { ticketId, limit });
    return accept({
      type: 'TicketRecalled',
      data: { windowId: command.windowId, ticketId, number },
      ...timesOf(command),
    });
  });
