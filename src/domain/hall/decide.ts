import { accept, exhaustive, refuse } from '../event.js';
import type { WindowId } from '../ids.js';
import type { HallCommand, HallDecision } from './commands.js';
import { cancelTicket } from './moving/cancel.js';
import { holdTicket, resumeDueTicket, resumeTicket } from './moving/hold.js';
import { callNext, callTicket, recallTicket } from './calling/call.js';
import { changeSettings, closeDay, closeOnTime, endDay, openHall, reopenDay } from './day/day.js';
import { bindTicket, unbindTicket } from './admission/binding.js';
import { checkIn } from './admission/check-in.js';
import { issueTicket } from './admission/issue.js';
import { changePriority } from './moving/priority.js';
import { returnTicket } from './moving/return.js';
import { transferTicket } from './moving/transfer.js';
import { pauseQueue, resumeQueue } from './day/queues.js';
import { recordRejection, reportCallEvent, ticketEndedBy } from './reports/report.js';
import { completeTicket, markNoShow, startService } from './calling/serve.js';
import { closeWindow, openWindow, pauseWindow, releaseWindowLine } from './calling/windows.js';
import { signIn, signOut, whyNotTheirs } from './calling/sign-in.js';
import { rateTicket, setReminder } from './after-visit.js';
import { isEnded, ticketAtWindow, ticketOf } from './queries.js';
import type { HallState, RunningHall, Ticket } from './state.js';

type AtWindow = Extract<HallCommand, Readonly<{ windowId: WindowId }>>;
type OfWindow = Extract<
  AtWindow,
  Readonly<{
    type: 'OpenWindow' | 'PauseWindow' | 'CloseWindow' | 'SignIn' | 'SignOut' | 'ReleaseWindowLine';
  }>
>;
type OfWindowsTicket = Exclude<AtWindow, OfWindow>;
type OfTicket = Extract<
  HallCommand,
  Readonly<{
    type:
      | 'IssueTicket'
      | 'CheckIn'
      | 'BindTicket'
      | 'UnbindTicket'
      | 'ReturnTicket'
      | 'ChangePriority'
      | 'SetReminder'
      | 'RateTicket'
      | 'RecordRejection'
      | 'ResumeTicket'
      | 'ResumeDueTicket'
      | 'CancelTicket'
      | 'ReportCallEvent';
  }>
>;

const decideAtWindow = (hall: RunningHall, command: OfWindowsTicket): HallDecision => {
  switch (command.type) {
    case 'CallNext':
      return callNext(hall, command);
    case 'CallTicket':
      return callTicket(hall, command);
    case 'RecallTicket':
      return recallTicket(hall, command);
    case 'StartService':
      return startService(hall, command);
    case 'CompleteTicket':
      return completeTicket(hall, command);
    case 'MarkNoShow':
      return markNoShow(hall, command);
    case 'HoldTicket':
      return holdTicket(hall, command);
    case 'TransferTicket':
      return transferTicket(hall, command);
    default:
      return exhaustive(command);
  }
};

const decideOnTicket = (hall: RunningHall, command: OfTicket | OfWindowsTicket): HallDecision => {
  switch (command.type) {
    case 'IssueTicket':
      return issueTicket(hall, command);
    case 'CheckIn':
      return checkIn(hall, command);
    case 'BindTicket':
      return bindTicket(hall, command);
    case 'UnbindTicket':
      return unbindTicket(hall, command);
    case 'SetReminder':
      return setReminder(hall, command);
    case 'RateTicket':
      return rateTicket(hall, command);
    case 'RecordRejection':
      return recordRejection(command);
    case 'ChangePriority':
      return changePriority(hall, command);
    case 'ReturnTicket':
      return returnTicket(hall, command);
    case 'ResumeTicket':
      return resumeTicket(hall, command);
    case 'ResumeDueTicket':
      return resumeDueTicket(hall, command);
    case 'CancelTicket':
      return cancelTicket(hall, command);
    case 'ReportCallEvent':
      return reportCallEvent(hall, command);
    default:
      return decideAtWindow(hall, command);
  }
};

const decideOnWindow = (hall: RunningHall, command: OfWindow): HallDecision => {
  switch (command.type) {
    case 'OpenWindow':
      return openWindow(hall, command);
    case 'PauseWindow':
      return pauseWindow(hall, command);
    case 'CloseWindow':
      return closeWindow(hall, command);
    case 'SignIn':
      return signIn(hall, command);
    case 'SignOut':
      return signOut(hall, command);
    case 'ReleaseWindowLine':
      return releaseWindowLine(hall, command);
    default:
      return exhaustive(command);
  }
};

const decideOnRunning = (hall: RunningHall, command: HallCommand): HallDecision => {
  switch (command.type) {
    case 'OpenHall':
      return accept();
    case 'ChangeSettings':
      return changeSettings(hall, command);
    case 'CloseDay':
      return closeDay(hall, command);
    case 'CloseOnTime':
      return closeOnTime(hall, command);
    case 'EndDay':
      return endDay(hall, command);
    case 'ReopenDay':
      return reopenDay(hall, command);
    case 'PauseQueue':
      return pauseQueue(hall, command);
    case 'ResumeQueue':
      return resumeQueue(hall, command);
    case 'OpenWindow':
    case 'PauseWindow':
    case 'CloseWindow':
    case 'SignIn':
    case 'SignOut':
    case 'ReleaseWindowLine':
      return decideOnWindow(hall, command);
    default:
      return decideOnTicket(hall, command);
  }
};

// Of the tickets of a closed day only those being served may still be ended. One that is unknown
// or has ended gets that for an answer, not that the day is closed.
const isServed = (ticket: Ticket | undefined): boolean =>
  ticket === undefined || ticket.status.state === 'serving';
const isOver = (ticket: Ticket | undefined): boolean => ticket === undefined || isEnded(ticket);

const mayStillCome = (hall: RunningHall, command: HallCommand): boolean => {
  switch (command.type) {
    case 'OpenHall':
    case 'ChangeSettings':
    case 'CloseDay':
    case 'CloseOnTime':
    case 'EndDay':
    case 'ReopenDay':
    case 'PauseWindow':
    case 'UnbindTicket':
    case 'ResumeDueTicket':
    case 'RateTicket':
    case 'RecordRejection':
    case 'ReleaseWindowLine':
      return true;
    case 'CloseWindow':
    case 'SignOut':
    case 'CompleteTicket':
      return isServed(ticketAtWindow(hall, command.windowId));
    case 'CancelTicket': {
      const ticket = ticketOf(hall, command.ticketId);
      return isServed(ticket) || isOver(ticket);
    }
    case 'BindTicket':
      return isOver(ticketOf(hall, command.ticketId));
    case 'ReportCallEvent':
      return ticketEndedBy(hall, command)?.status.state === 'serving';
    default:
      return false;
  }
};

/** What a command does to the hall's day: the events to append, or why it is refused. */
export const decide = (state: HallState, command: HallCommand): HallDecision => {
  if (state.status === 'unopened')
    return command.type === 'OpenHall' ? openHall(command) : refuse({ code: 'day_not_open' });
  if (state.status === 'closed' && !mayStillCome(state, command))
    return refuse({ code: 'day_closed' });
  const notTheirs = whyNotTheirs(state, command);
  return notTheirs === undefined ? decideOnRunning(state, command) : refuse(notTheirs);
};
