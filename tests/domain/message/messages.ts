import type { Instant, SubscriberId } from '../../../src/domain/ids.js';
import { hallId, businessDay, instant, templateId } from '../../../src/domain/ids.js';
import type { MessageCommand, MessageRefusal } from '../../../src/domain/message/decide.js';
import { decisionEvent } from '../../../src/domain/message/decide.js';
import type {
  MessageDecision,
  MessageEvent,
  MessageRequest,
  WithdrawnReason,
  WithheldReason,
} from '../../../src/domain/message/events.js';
import { messageDecider } from '../../../src/domain/message/message.js';
import type { AttemptOutcome } from '../../../src/domain/message/outcome.js';
import type { DecidedMessage, MessageState } from '../../../src/domain/message/state.js';
import { messageId } from '../../../src/domain/streams.js';
import { anna, idOf, nine, queueA } from '../hall/demo-hall.js';
import { specificationOf } from '../specification.js';

// A message of ticket A001 decided at nine, its commands and its events, for short.

export const seconds = (count: number): Instant => instant(Date.parse(nine) + count * 1_000);
const at = (time: Instant) => ({ at: time, occurredAt: null });

export const decision: MessageDecision = {
  messageId: messageId(idOf('A001'), 'near-turn', 1),
  kind: 'near-turn',
  hallId: hallId('demo'),
  businessDay: businessDay('2025-03-01'),
  queueId: queueA,
  ticketId: idOf('A001'),
  number: 'A001',
  stay: 1,
  subscriberId: anna satisfies SubscriberId,
  templateId: templateId('jh'),
  ahead: 3,
  threshold: 3,
  windowId: null,
  policyVersion: 1,
  expiresAt: seconds(600),
  cause: { stream: 'hall-demo-20250301', revision: 7, eventId: 'e7', type: 'WindowCalled' },
};

export const request: MessageRequest = {
  template_id: 'jh',
  page: 'pages/index/index',
  miniprogram_state: 'formal',
  lang: 'zh_CN',
  data: { thing1: { value: '3' } },
};

export const decided: MessageEvent = decisionEvent(decision, nine);
export const attempted = (attempt: number, ahead: number | null = 2): MessageEvent => ({
  type: 'SendAttempted',
  data: { attempt, ahead, request },
  ...at(nine),
});
export const sent = (attempt: number, msgid: string | null = '4711'): MessageEvent => ({
  type: 'MessageSent',
  data: { attempt, msgid, latencyMs: 30 },
  ...at(nine),
});
export const deferred = (attempt: number, how: { possiblySent?: boolean } = {}): MessageEvent => ({
  type: 'SendDeferred',
  data: {
    attempt,
    errcode: -1,
    reason: 'busy',
    notBefore: seconds(10),
    possiblySent: how.possiblySent ?? false,
  },
  ...at(nine),
});
export const rejected = (attempt: number, errcode = 47003, group = 'data'): MessageEvent => ({
  type: 'SendRejected',
  data: { attempt, errcode, class: group, reason: 'refused' },
  ...at(nine),
});
export const doubted = (attempt: number, reason = 'no_outcome'): MessageEvent => ({
  type: 'MessageInDoubt',
  data: { attempt, reason },
  ...at(nine),
});
export const withheld = (reason: WithheldReason = 'no_grant'): MessageEvent => ({
  type: 'MessageWithheld',
  data: { reason },
  ...at(nine),
});
export const withdrawn = (reason: WithdrawnReason): MessageEvent => ({
  type: 'MessageWithdrawn',
  data: { reason },
  ...at(nine),
});
export const expired: MessageEvent = { type: 'MessageExpired', data: {}, ...at(nine) };
export const reported = (outcome: 'delivered' | 'undelivered' = 'delivered'): MessageEvent => ({
  type: 'DeliveryReported',
  data: { msgid: '4711', outcome, errorCode: '0', errorStatus: 'success' },
  ...at(nine),
});
export const resolved = (outcome: 'sent' | 'not_sent'): MessageEvent => ({
  type: 'MessageResolved',
  data: { outcome, note: 'asked the holder' },
  ...at(nine),
});

export const claim = (
  more: Partial<Extract<MessageCommand, { type: 'Claim' }>> = {},
): MessageCommand => ({
  type: 'Claim',
  at: nine,
  ahead: 2,
  request,
  policy: 'at-most-once',
  ...more,
});
export const record = (attempt: number, outcome: AttemptOutcome): MessageCommand => ({
  type: 'RecordOutcome',
  at: nine,
  attempt,
  outcome,
  latencyMs: 30,
  notBefore: seconds(10),
});
export const doubt = (attempt: number): MessageCommand => ({
  type: 'Doubt',
  at: nine,
  attempt,
  reason: 'no_outcome',
});

export const outcomes = {
  sent: { outcome: 'sent', msgid: '4711' },
  rejected: { outcome: 'rejected', errcode: 47003, class: 'data', reason: 'refused' },
  noCredit: { outcome: 'no_credit', errcode: 43101, reason: 'refused' },
  deferred: {
    outcome: 'deferred',
    errcode: -1,
    reason: 'busy',
    possiblySent: false,
    scope: 'network',
  },
  unknown: { outcome: 'unknown', reason: 'no_outcome' },
} as const satisfies Record<string, AttemptOutcome>;

export const given = specificationOf<MessageState, MessageCommand, MessageEvent, MessageRefusal>(
  messageDecider,
);

/** The message after these events, which decide it first. */
export const after = (...events: readonly MessageEvent[]): DecidedMessage => {
  const state = events.reduce(messageDecider.evolve, messageDecider.initialState);
  if (state.status === 'undecided') throw new Error('expected a decided message');
  return state;
};
