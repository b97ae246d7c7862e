import { templateId, type Instant, type MessageId, type SubscriberId } from '../../domain/ids.js';
import type { DeliveryReport, MessageEvent } from '../../domain/message/events.js';
import type { PushItem } from '../../domain/push/events.js';
import { dropOldest } from '../drop-oldest.js';
import type { LiveMessage, LiveMessages } from '../live/live-messages.js';
import type { Position } from '../ports/event-store.js';
import { UnsettledAttempts } from './attempts.js';

/** A report that names WeChat's id of the message. */
type NamedDelivery = DeliveryReport & Readonly<{ msgid: string }>;

/** One entry of a `subscribe_msg_sent_event`: what became of one message. */
export type SentReport = Readonly<{
  /** Of the push that brought it. */
  key: string;
  eventId: string;
  correlationId: string;
  subscriberId: SubscriberId | null;
  templateId: string;
  report: NamedDelivery;
  /** WeChat's time of it. */
  occurredAt: Instant | null;
  recordedAt: Instant;
  position: Position;
  /** The span in which the push was received. */
  traceparent?: string;
}>;

/**
 * Which message a report is about.
 * - `wait`: attempts to this person are under way; their outcomes may name it.
 * - `unmatched`: none, or more than one that it could be.
 */
export type Match =
  | Readonly<{ kind: 'message'; messageId: MessageId }>
  | Readonly<{ kind: 'wait' }>
  | Readonly<{ kind: 'unmatched' }>;

/** How many reports may wait for their message; the oldest are let go. */
const mostWaiting = 10_000;

/** Reads an entry of a sent event; null for one without an id. */
export const deliveryReportOf = (item: PushItem): NamedDelivery | null => {
  const { MsgID: msgid = '', ErrorCode: errorCode = '', ErrorStatus: errorStatus = '' } = item;
  if (!/^[1-9]\d{0,19}$/.test(msgid)) return null;
  const isDelivered = errorCode === '' ? errorStatus === 'success' : errorCode === '0';
  return { msgid, outcome: isDelivered ? 'delivered' : 'undelivered', errorCode, errorStatus };
};

/** WeChat's reports of which the log does not show the effect yet, and the messages they may be about. */
export class SentReports {
  readonly #attempts: UnsettledAttempts;
  /** By msgid, in the order in which they came. */
  readonly #waiting = new Map<string, SentReport>();

  constructor(private readonly messages: Pick<LiveMessages, 'get' | 'ofMsgid'>) {
    this.#attempts = new UnsettledAttempts(messages);
  }

  /** Takes in a report, unless its effect is known; answers whether it is to be acted on. */
  add(sent: SentReport): boolean {
    const { msgid } = sent.report;
    if (this.#waiting.has(msgid) || this.#isSettled(msgid)) return false;
    this.#waiting.set(msgid, sent);
    dropOldest(this.#waiting, mostWaiting);
    return true;
  }

  #isSettled(msgid: string): boolean {
    const id = this.messages.ofMsgid(msgid);
    const status = id === null ? undefined : this.messages.get(id)?.state.status;
    return status === 'delivered' || status === 'undelivered';
  }

  /** Takes in one event of a message; answers the reports that are to be looked at again. */
  fold(event: MessageEvent, { state }: LiveMessage, position: Position): readonly SentReport[] {
    this.#attempts.fold(event, state, position);
    if (event.type === 'DeliveryReported') this.#waiting.delete(event.data.msgid ?? '');
    if (this.#waiting.size === 0) return [];
    const { subscriberId } = state.decision;
    return [...this.#waiting.values()].filter(
      (sent) => sent.subscriberId === subscriberId || sent.report.msgid === state.msgid,
    );
  }

  /** Every report whose effect the log does not show. */
  all(): readonly SentReport[] {
    return [...this.#waiting.values()];
  }

  isWaiting(sent: SentReport): boolean {
    return this.#waiting.get(sent.report.msgid) === sent;
  }

  /** Which message it is about, as far as the log has been folded. */
  match(sent: SentReport): Match {
    const named = this.messages.ofMsgid(sent.report.msgid);
    if (named !== null) return { kind: 'message', messageId: named };
    if (sent.subscriberId === null) return { kind: 'unmatched' };
    const candidates = this.#attempts.candidates({
      subscriberId: sent.subscriberId,
      templateId: templateId(sent.templateId),
      at: sent.occurredAt ?? sent.recordedAt,
      position: sent.position,
    });
    if (candidates.some(({ underWay }) => underWay)) return { kind: 'wait' };
    const [only, ...others] = candidates;
    return only !== undefined && others.length === 0
      ? { kind: 'message', messageId: only.messageId }
      : { kind: 'unmatched' };
  }
}
