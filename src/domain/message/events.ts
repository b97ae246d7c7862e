import type { DomainEvent } from '../event.js';
import type {
  BusinessDay,
  HallId,
  Instant,
  MessageId,
  QueueId,
  SubscriberId,
  TemplateId,
  TicketId,
  WindowId,
} from '../ids.js';
import type { MessageKind } from '../streams.js';
import type { CardRequest } from './card.js';

/** The event that made a message due. */
export type Cause = Readonly<{ stream: string; revision: number; eventId: string; type: string }>;

/** What was decided: enough to send it, to audit it, and to decide it again. */
export type MessageDecision = Readonly<{
  messageId: MessageId;
  kind: MessageKind;
  hallId: HallId;
  businessDay: BusinessDay;
  queueId: QueueId;
  ticketId: TicketId;
  number: string;
  stay: number;
  subscriberId: SubscriberId;
  templateId: TemplateId;
  /** How many were ahead at the moment of the decision; null where the ticket had left the line. */
  ahead: number | null;
  threshold: number;
  /** The window of a call or a no-show. */
  windowId: WindowId | null;
  policyVersion: number;
  expiresAt: Instant;
  cause: Cause;
}>;

/** A subscribe message's body as sent, without `touser`. */
export type MessageRequest = Readonly<{
  template_id: string;
  page: string;
  miniprogram_state: string;
  lang: string;
  data: Readonly<Record<string, Readonly<{ value: string }>>>;
}>;

/** What an attempt asked of WeChat: a subscribe message, or a service card's update. */
export type AttemptRequest = MessageRequest | CardRequest;

/** The way an attempt takes to the person. */
export type Channel = 'subscribe' | 'card';

export const channelOf = (request: AttemptRequest): Channel =>
  'channel' in request ? request.channel : 'subscribe';

export type WithheldReason = 'no_grant' | 'declined' | 'forgotten';
export type WithdrawnReason =
  | 'called'
  | 'served'
  | 'completed'
  | 'held'
  | 'cancelled'
  | 'missed'
  | 'transferred'
  | 'returned'
  | 'unbound'
  | 'day_closed';

/** 快到您了. */
export type NearTurn = DomainEvent<'NearTurn', MessageDecision>;
export type CallNotice = DomainEvent<'CallNotice', MessageDecision>;
export type QueuedNotice = DomainEvent<'QueuedNotice', MessageDecision>;
export type MissedNotice = DomainEvent<'MissedNotice', MessageDecision>;
export type DecisionEvent = NearTurn | CallNotice | QueuedNotice | MissedNotice;

/** The claim: whoever appends it calls WeChat, nobody else. */
export type SendAttempted = DomainEvent<
  'SendAttempted',
  { attempt: number; ahead: number | null; request: AttemptRequest }
>;
/** `msgid` is WeChat's int64 as text; null when WeChat named none. */
export type MessageSent = DomainEvent<
  'MessageSent',
  { attempt: number; msgid: string | null; latencyMs: number }
>;
/** Not sent by this attempt (or by none: `attempt` null); to be tried again. */
export type SendDeferred = DomainEvent<
  'SendDeferred',
  {
    attempt: number | null;
    errcode: number | null;
    reason: string;
    notBefore: Instant;
    /** WeChat said that it failed, yet may have delivered (-1). */
    possiblySent: boolean;
  }
>;
export type SendRejected = DomainEvent<
  'SendRejected',
  { attempt: number; errcode: number; class: string; reason: string }
>;
export type MessageInDoubt = DomainEvent<'MessageInDoubt', { attempt: number; reason: string }>;
export type MessageWithheld = DomainEvent<'MessageWithheld', { reason: WithheldReason }>;
export type MessageWithdrawn = DomainEvent<'MessageWithdrawn', { reason: WithdrawnReason }>;
export type MessageExpired = DomainEvent<'MessageExpired', Record<string, never>>;
export type DeliveryReport = Readonly<{
  /** Null for a service card, which has none. */
  msgid: string | null;
  outcome: 'delivered' | 'undelivered';
  errorCode: string;
  errorStatus: string;
}>;
/** WeChat's word on what became of a message that it had accepted. */
export type DeliveryReported = DomainEvent<'DeliveryReported', DeliveryReport>;
/** A person's word on a message in doubt, or WeChat's on a service card that it was asked for. */
export type MessageResolved = DomainEvent<
  'MessageResolved',
  { outcome: 'sent' | 'not_sent'; note: string }
>;

export type MessageEvent =
  | DecisionEvent
  | SendAttempted
  | MessageSent
  | SendDeferred
  | SendRejected
  | MessageInDoubt
  | MessageWithheld
  | MessageWithdrawn
  | MessageExpired
  | DeliveryReported
  | MessageResolved;
