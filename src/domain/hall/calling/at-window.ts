import { accept, refuse } from '../../event.js';
import type { WindowId } from '../../ids.js';
import { windowOf } from '../../settings/settings.js';
import type { HallCommand, HallDecision } from '../commands.js';
import type { TicketCompleted } from '../events.js';
import { finished } from './finish.js';
import { ticketAtWindow } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';

/** Whether a window is there: set up, or taken out of the settings while it still has a ticket. */
export const isWindow = (hall: RunningHall, windowId: WindowId): boolean =>
  windowOf(hall.settings, windowId) !== undefined || ticketAtWindow(hall, windowId) !== undefined;

/** Decides about the ticket that a window has now. */
export const withTicketAt = (
  hall: RunningHall,
  windowId: WindowId,
  decide: (ticket: Ticket) => HallDecision,
): HallDecision => {
  if (!isWindow(hall, windowId)) return refuse({ code: 'unknown_window', windowId });
  const ticket = ticketAtWindow(hall, windowId);
  return ticket === undefined ? refuse({ code: 'no_ticket', windowId }) : decide(ticket);
};

/** Any command at a window. */
export type CommandAtWindow = HallCommand & Readonly<{ windowId: WindowId }>;

/** Frees a window for what comes: completes the ticket it has, or refuses, as the hall is set. */
export const vacate = (
  hall: RunningHall,
  command: CommandAtWindow,
  why: TicketCompleted['data']['why'],
): HallDecision => {
  const { windowId } = command;
  const ticket = ticketAtWindow(hall, windowId);
  if (ticket === undefined) return accept();
  const { ticketId, number } = ticket;
  return hall.settings.busyWindow === 'complete'
    ? accept(...finished(hall, command, { ticket, why }))
    : refuse({ code: 'window_busy', windowId, ticketId, number });
};
