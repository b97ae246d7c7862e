import type {
  AuditCredit,
  AuditMessage,
  AuditTicket,
  LedgerRow,
} from '../../application/ports/inbound/auditors.js';
import type { PastTicket } from '../../application/ports/inbound/history.js';
import type { TicketMessage } from '../../application/ports/inbound/live.js';
import { type Instant, templateId } from '../../domain/ids.js';
import { type MessageRow, reasonOf } from '../../projections/history/message-row.js';
import { isOver } from '../../projections/history/ticket-row.js';
import { type Stored, type ToldTicket, creditRow, messageRow, ticketRow } from './rows.js';

/** A message as auditors see it. */
export const auditMessage = (row: MessageRow): AuditMessage => {
  const { decision, status, decidedAt, attempts, msgid } = row.message;
  return {
    messageId: decision.messageId,
    ticketId: decision.ticketId,
    subscriberId: decision.subscriberId,
    number: decision.number,
    hallId: decision.hallId,
    queueId: decision.queueId,
    businessDay: decision.businessDay,
    kind: decision.kind,
    stay: decision.stay,
    templateId: decision.templateId,
    status,
    reason: reasonOf(row.message),
    decidedAt,
    sentAt: row.sentAt,
    attempts,
    errcode: row.errcode,
    msgid,
  };
};

export const auditMessageOf = (stored: Stored): AuditMessage => auditMessage(messageRow(stored));

/** The ticket's message as its holder sees it; `at` is when its status was last heard of. */
export const ticketMessageOf = (stored: Stored): TicketMessage => {
  const { message, changedAt } = messageRow(stored);
  const { kind, stay } = message.decision;
  return { kind, stay, status: message.status, at: changedAt };
};

/**
 * The state as of now: a ticket of a past day reads as ended, also while nobody has yet recorded
 * that its day is over.
 */
const stateAt = (row: ToldTicket, endsAt: Stored[string] | undefined, now: Instant): string =>
  !isOver(row.state) && typeof endsAt === 'string' && now >= endsAt ? 'expired' : row.state;

export const auditTicketOf = (stored: Stored, now: Instant): AuditTicket => {
  const row = ticketRow(stored);
  const { ticketId, number, hallId, queueId, businessDay, issuedAt, boundAt } = row;
  return {
    ticketId,
    number,
    hallId,
    queueId,
    businessDay,
    state: stateAt(row, stored['ends_at'], now),
    issuedAt,
    boundAt,
    firstCalledAt: row.firstCalledAt,
    told: row.told,
    reason: row.reason,
  };
};

export const pastTicketOf = (stored: Stored, now: Instant): PastTicket => {
  const row = ticketRow(stored);
  return {
    ticketId: row.ticketId,
    hallId: row.hallId,
    businessDay: row.businessDay,
    number: row.number,
    queueId: row.queueId,
    state: stateAt(row, stored['ends_at'], now),
    priority: row.priority,
    windowId: row.windowId,
    issuedAt: row.issuedAt,
    firstCalledAt: row.firstCalledAt,
    lastCalledAt: row.lastCalledAt,
    ...row.visit,
    subscriberId: row.subscriberId,
  };
};

export const ledgerRowOf = (stored: Stored): LedgerRow => {
  const sendTime = stored['sent_at'] as string | null;
  return {
    id: `${String(stored['subscriber_id'])}.${String(stored['revision'])}`,
    subscriberId: String(stored['subscriber_id']),
    templateId: String(stored['template_id']),
    isSend: sendTime === null ? 'N' : 'Y',
    createDate: String(stored['granted_at']),
    sendTime,
  };
};

export const auditCreditOf = (stored: Stored): AuditCredit => {
  const { declined, used, returned, lastAnswer, lastSource, lastAt } = creditRow(stored);
  return {
    subscriberId: String(stored['subscriber_id']),
    templateId: templateId(String(stored['template_id'])),
    granted: Number(stored['granted']),
    declined,
    used,
    returned,
    voided: Number(stored['voided']),
    remaining: Number(stored['remaining']),
    lastAnswer,
    lastSource,
    lastAt,
  };
};
