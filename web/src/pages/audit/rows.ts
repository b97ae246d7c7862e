import type { components } from '../../api/schema.js';

type Message = components['schemas']['Message'];
type AuditTicket = components['schemas']['AuditTicket'];

/** A message or a number as a line of a list. */
export type Row = Readonly<{
  id: string;
  hallId: string;
  number: string;
  kind: Message['kind'] | null;
  /** What became of the message, or of telling the number. */
  told: AuditTicket['told'];
  state: AuditTicket['state'] | null;
  reason: string | null;
  /** Decided, or issued. */
  beganAt: string;
  sentAt: string | null;
}>;

export const rowOfMessage = (message: Message): Row => ({
  id: message.messageId,
  hallId: message.hallId,
  number: message.number,
  kind: message.kind,
  told: message.status,
  state: null,
  reason: message.reason,
  beganAt: message.decidedAt,
  sentAt: message.sentAt,
});

export const rowOfTicket = (ticket: AuditTicket): Row => ({
  id: ticket.ticketId,
  hallId: ticket.hallId,
  number: ticket.number,
  kind: null,
  told: ticket.told,
  state: ticket.state,
  reason: ticket.reason,
  beganAt: ticket.issuedAt,
  sentAt: null,
});
