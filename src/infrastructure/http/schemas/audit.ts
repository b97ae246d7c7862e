import { z } from 'zod';
import { messageKinds } from '../../../domain/streams.js';
import { messageStatuses, ticketStates } from './tickets.js';
import {
  businessDayField,
  hallIdField,
  pageQuery,
  queueIdField,
  timeField,
  timeOut,
} from './values.js';
import { numberField } from './commands.js';

const opaque = z.string().min(1).max(512);

/** Filters of messages; `from` ≤ `decidedAt` < `to`. */
export const messageFilterQuery = z.strictObject({
  hallId: hallIdField.optional(),
  businessDay: businessDayField.optional(),
  queueId: queueIdField.optional(),
  number: numberField.optional(),
  ticketId: opaque.optional(),
  subscriberId: opaque.optional(),
  kind: z.enum(messageKinds).optional(),
  status: z.enum(messageStatuses).optional(),
  from: timeField.optional(),
  to: timeField.optional(),
});
export const messageListQuery = messageFilterQuery.extend(pageQuery);

const told = [...messageStatuses, 'not_bound', 'not_near', 'off'] as const;
export const ticketListQuery = z.strictObject({
  hallId: hallIdField.optional(),
  businessDay: businessDayField.optional(),
  queueId: queueIdField.optional(),
  number: numberField.optional(),
  told: z.enum(told).optional(),
  ...pageQuery,
});

const messageShape = {
  messageId: z.string(),
  ticketId: z.string(),
  subscriberId: z.string(),
  number: z.string(),
  hallId: z.string(),
  queueId: z.string(),
  businessDay: z.string(),
  kind: z.enum(messageKinds),
  stay: z.number().int(),
  templateId: z.string(),
  status: z.enum(messageStatuses),
  reason: z.string().nullable(),
  decidedAt: timeOut,
  sentAt: timeOut.nullable(),
  attempts: z.number().int(),
  errcode: z.number().int().nullable(),
  msgid: z.string().nullable(),
};

/** The fields of a message in the order of a CSV's columns. */
export const messageColumns = Object.keys(messageShape) as readonly (keyof typeof messageShape)[];

export const timeline = z.array(
  z.object({
    type: z.string(),
    at: timeOut,
    occurredAt: timeOut.nullable(),
    by: z.string().nullable(),
    stream: z.string(),
    revision: z.number().int(),
    data: z.record(z.string(), z.unknown()),
  }),
);

export const messageOut = z.object(messageShape).meta({ id: 'Message' });
export const messageDetailOut = z
  .object({
    ...messageShape,
    channel: z.enum(['subscribe', 'card']).nullable(),
    request: z.record(z.string(), z.unknown()).nullable(),
    timeline,
  })
  .meta({ id: 'MessageDetail' });

const ticketShape = {
  ticketId: z.string(),
  number: z.string(),
  hallId: z.string(),
  queueId: z.string(),
  businessDay: z.string(),
  state: z.enum(ticketStates),
  issuedAt: timeOut,
  boundAt: timeOut.nullable(),
  firstCalledAt: timeOut.nullable(),
  told: z.enum(told),
  reason: z.string().nullable(),
};
export const auditTicketOut = z.object(ticketShape).meta({ id: 'AuditTicket' });
export const auditTicketDetailOut = z
  .object({ ...ticketShape, timeline })
  .meta({ id: 'AuditTicketDetail' });

export const ledgerOut = z
  .object({
    id: z.string(),
    subscriberId: z.string(),
    templateId: z.string(),
    openId: z.string().nullable(),
    userName: z.string().nullable(),
    isSend: z.enum(['Y', 'N']),
    createDate: timeOut,
    sendTime: timeOut.nullable(),
  })
  .meta({ id: 'LedgerRow' });

export const replayBody = z.strictObject({
  hallId: hallIdField,
  businessDay: businessDayField,
  threshold: z.number().int().min(0).max(1000).optional(),
});
const differences = z.array(
  z.object({
    ticketId: z.string(),
    number: z.string(),
    kind: z.enum(messageKinds),
    stay: z.number().int(),
    ahead: z.number().int().nullable(),
  }),
);
export const replayOut = z
  .object({
    eventsRead: z.number().int(),
    decisions: z.number().int(),
    recorded: z.number().int(),
    missing: differences,
    unexpected: differences,
    changed: differences,
  })
  .meta({ id: 'Replay' });
