import { accept, refuse } from '../../event.js';
import type { WindowId } from '../../ids.js';
import { windowOf } from '../../settings/settings.js';
import { isWindow, vacate } from '../calling/at-window.js';
import type { HallDecision, ReportCallEvent, HallRefusal, RecordRejection } from '../commands.js';
import { cancelTicket } from '../moving/cancel.js';
import { called, recallTicket, whyNotCallable } from '../calling/call.js';
import { issue } from '../admission/issue.js';
import { completeTicket, markNoShow, startService } from '../calling/serve.js';
import { openWindow } from '../calling/windows.js';
import { findTicket, windowOfTicket } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

// Reports say what has happened already, so less stands in their way than in that of a command.

type WindowReport = Extract<ReportCallEvent['report'], Readonly<{ windowId: WindowId }>>;

const reportCall = (
  hall: RunningHall,
  command: ReportCallEvent,
  { windowId, number }: WindowReport,
): HallDecision => {
  if (windowOf(hall.settings, windowId) === undefined)
    return refuse({ code: 'unknown_window', windowId });
  const ticket = findTicket(hall, { number });
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (windowOfTicket(ticket) === windowId) return accept();
  const refusal = whyNotCallable(ticket);
  if (refusal !== undefined) return refuse(refusal);
  const times = timesOf(command);
  const opened = openWindow(hall, { type: 'OpenWindow', windowId, ...times });
  if (!opened.ok) return opened;
  const call = { type: 'CallNext', windowId, ...times } as const;
  const vacated = vacate(hall, call, 'next_called');
  if (!vacated.ok) return vacated;
  return accept(...opened.events, ...vacated.events, called(call, ticket, 'reported'));
};

const reportServed = (
  hall: RunningHall,
  command: ReportCallEvent,
  { type, windowId }: WindowReport,
): HallDecision => {
  const at = { ...timesOf(command), windowId };
  switch (type) {
    case 'TicketRecalled':
      return recallTicket(hall, { type: 'RecallTicket', ...at });
    case 'ServiceStarted':
      return startService(hall, { type: 'StartService', ...at });
    case 'TicketNoShow':
      return markNoShow(hall, { type: 'MarkNoShow', ...at });
    default:
      return completeTicket(hall, { type: 'CompleteTicket', ...at });
  }
};

const reportAtWindow = (
  hall: RunningHall,
  command: ReportCallEvent,
  report: WindowReport,
): HallDecision => {
  const { windowId, number } = report;
  if (report.type === 'WindowCalled') return reportCall(hall, command, report);
  if (!isWindow(hall, windowId)) return refuse({ code: 'unknown_window', windowId });
  const ticket = findTicket(hall, { number });
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (windowOfTicket(ticket) !== windowId) return refuse({ code: 'no_ticket', windowId });
  // What is told twice happened once.
  if (report.type === 'ServiceStarted' && ticket.status.state === 'serving') return accept();
  return reportServed(hall, command, report);
};

/** The ticket whose end a report tells, or undefined when it tells none or of an unknown one. */
export const ticketEndedBy = (
  hall: RunningHall,
  { report }: ReportCallEvent,
): Ticket | undefined =>
  report.type === 'TicketCompleted' || report.type === 'TicketCancelled'
    ? findTicket(hall, { number: report.number })
    : undefined;

/** Why something later of its ticket is known already, or undefined. */
const whyTooOld = (hall: RunningHall, command: ReportCallEvent): HallRefusal | undefined => {
  const { report, occurredAt } = command;
  if (report.type === 'TicketIssued' || occurredAt === null) return undefined;
  const ticket = findTicket(hall, { number: report.number });
  if (ticket === undefined || occurredAt >= ticket.lastChangedAt) return undefined;
  const { number, lastChangedAt } = ticket;
  return { code: 'out_of_order', number, lastChangedAt };
};

/** Records a claim that was refused. */
export const recordRejection = (command: RecordRejection): HallDecision =>
  accept({ type: 'ReportRejected', data: command.claim, ...timesOf(command) });

/** Takes in what an existing calling system, or a terminal that was offline, says has happened. */
export const reportCallEvent = (hall: RunningHall, command: ReportCallEvent): HallDecision => {
  const { report } = command;
  const tooOld = whyTooOld(hall, command);
  if (tooOld !== undefined) return refuse(tooOld);
  switch (report.type) {
    case 'TicketIssued':
      return issue(hall, command, { ...report, priority: 'normal' });
    case 'TicketCancelled': {
      const ticketId = findTicket(hall, { number: report.number })?.ticketId;
      return ticketId === undefined
        ? refuse({ code: 'unknown_ticket' })
        : cancelTicket(hall, { type: 'CancelTicket', ticketId, ...timesOf(command) });
    }
    default:
      return reportAtWindow(hall, command, report);
  }
};
