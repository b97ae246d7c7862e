import { z } from 'zod';
import type {
  BusinessDay,
  HallId,
  MessageId,
  QueueId,
  SubscriberId,
  TemplateId,
  TicketId,
  WindowId,
} from '../../domain/ids.js';
import { queueCard } from '../../domain/message/card.js';
import type { MessageEvent } from '../../domain/message/events.js';
import { messageKinds } from '../../domain/streams.js';
import { count, id, instant, nothing, ordinal } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const decision = z.object({
  messageId: id<MessageId>(),
  kind: z.enum(messageKinds),
  hallId: id<HallId>(),
  businessDay: id<BusinessDay>(),
  queueId: id<QueueId>(),
  ticketId: id<TicketId>(),
  number: id(),
  stay: ordinal,
  subscriberId: id<SubscriberId>(),
  templateId: id<TemplateId>(),
  ahead: count.nullable(),
  threshold: count,
  windowId: id<WindowId>().nullable(),
  policyVersion: ordinal,
  expiresAt: instant,
  cause: z.object({ stream: id(), revision: count, eventId: id(), type: id() }),
});

const subscribeRequest = z.object({
  template_id: id(),
  page: z.string(),
  miniprogram_state: z.string(),
  lang: z.string(),
  data: z.record(z.string(), z.object({ value: z.string() })),
});

const cardRequest = z.object({
  channel: z.literal('card'),
  notify_type: z.literal(queueCard),
  content_json: z.object({
    cur_status: ordinal,
    queue_number: id(),
    current_number: id(),
    wxa_path_query: id(),
    min_wait_time: z.exactOptional(count),
    max_wait_time: z.exactOptional(count),
    table_type: z.exactOptional(id()),
  }),
});

const withdrawn = z.enum([
  'called',
  'served',
  'completed',
  'held',
  'cancelled',
  'missed',
  'transferred',
  'returned',
  'unbound',
  'day_closed',
]);

/** `message-{messageId}`. */
export const messageSchemas = {
  NearTurn: decision,
  CallNotice: decision,
  QueuedNotice: decision,
  MissedNotice: decision,
  SendAttempted: z.object({
    attempt: ordinal,
    ahead: count.nullable(),
    request: z.union([cardRequest, subscribeRequest]),
  }),
  MessageSent: z.object({
    attempt: ordinal,
    msgid: z.string().nullable(),
    latencyMs: z.number().nonnegative(),
  }),
  SendDeferred: z.object({
    attempt: ordinal.nullable(),
    errcode: z.int().nullable(),
    reason: z.string(),
    notBefore: instant,
    possiblySent: z.boolean(),
  }),
  SendRejected: z.object({
    attempt: ordinal,
    errcode: z.int(),
    class: z.string(),
    reason: z.string(),
  }),
  MessageInDoubt: z.object({ attempt: ordinal, reason: z.string() }),
  MessageWithheld: z.object({ reason: z.enum(['no_grant', 'declined', 'forgotten']) }),
  MessageWithdrawn: z.object({ reason: withdrawn }),
  MessageExpired: nothing,
  DeliveryReported: z.object({
    msgid: z.string().nullable(),
    outcome: z.enum(['delivered', 'undelivered']),
    errorCode: z.string(),
    errorStatus: z.string(),
  }),
  MessageResolved: z.object({ outcome: z.enum(['sent', 'not_sent']), note: z.string() }),
} satisfies SchemasOf<MessageEvent>;
true satisfies ReadsAllOf<MessageEvent, typeof messageSchemas>;
