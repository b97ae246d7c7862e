import type { HallCommand, ReportCallEvent } from '../../domain/hall/commands.js';
import { ticketId, type Instant } from '../../domain/ids.js';
import type { Ids } from '../ports/clock.js';
import type { CallReport } from '../ports/inbound/terminals.js';

/** The number of the ticket that a report speaks of. */
export const reportedNumber = ({ number }: CallReport): string => number;

/** What a report lacks to be a command, or null when it is whole. */
export const missingField = (report: CallReport): 'windowId' | 'queueId' | null => {
  if (report.type === 'TicketIssued') return report.queueId === null ? 'queueId' : null;
  if (report.type === 'TicketCancelled') return null;
  return report.windowId === null ? 'windowId' : null;
};

/** The command of a report that lacks nothing, or null. */
export const reportCommand = (report: CallReport, at: Instant, ids: Ids): HallCommand | null => {
  const reported = reportOf(report, ids);
  return reported === null
    ? null
    : { type: 'ReportCallEvent', at, occurredAt: report.occurredAt, report: reported };
};

const reportOf = (report: CallReport, ids: Ids): ReportCallEvent['report'] | null => {
  const { type, number, queueId, windowId } = report;
  switch (type) {
    case 'TicketIssued':
      return queueId === null ? null : { type, ticketId: ticketId(ids.uuid()), queueId, number };
    case 'TicketCancelled':
      return { type, number };
    default:
      return windowId === null ? null : { type, windowId, number };
  }
};
