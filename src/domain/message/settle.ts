import { accept, refuse, type Decision } from '../event.js';
import type { Instant } from '../ids.js';
import type { DeliveryReport, MessageEvent, WithdrawnReason } from './events.js';
import { accepted, type DecidedMessage } from './state.js';

/** What WeChat reports of a message, and when it did. */
export type Delivery = Readonly<{ report: DeliveryReport; occurredAt: Instant | null }>;

/** What a person says of a message in doubt. */
export type Resolution = Readonly<{
  outcome: 'sent' | 'not_sent';
  note: string;
  /** Why there is nothing left to say if it was not sent; null: it may go again. */
  untrue: WithdrawnReason | null;
  /** The attempt that this is about, where the word may come late; by default the latest. */
  attempt?: number;
}>;

export type SettlementRefusal =
  | Readonly<{ code: 'not_attempted'; status: string }>
  | Readonly<{ code: 'other_msgid'; status: string }>
  | Readonly<{ code: 'not_in_doubt'; status: string }>;

type Settled = Decision<MessageEvent, SettlementRefusal>;

/** Whether WeChat may have accepted an attempt of this message. */
const mayBeSent = (message: DecidedMessage): boolean =>
  accepted(message) || message.possiblySent || message.openAttempts.length > 0;

/** WeChat's word; the first one stays, for it sends one report of each message. */
export const reportDelivery = (
  message: DecidedMessage,
  { at, report, occurredAt }: Delivery & Readonly<{ at: Instant }>,
): Settled => {
  const { status, msgid } = message;
  if (accepted(message) && msgid !== null && msgid !== report.msgid)
    return refuse({ code: 'other_msgid', status });
  if (!mayBeSent(message)) return refuse({ code: 'not_attempted', status });
  return status === 'delivered' || status === 'undelivered'
    ? accept()
    : accept({ type: 'DeliveryReported', at, occurredAt, data: report });
};

/** A word on its doubt, mostly a person's: sent, or to be sent again as long as it still says something true. */
export const resolve = (
  message: DecidedMessage,
  { at, outcome, note, untrue, attempt }: Resolution & Readonly<{ at: Instant }>,
): Settled => {
  const isOther = attempt !== undefined && attempt !== message.attempts;
  if (message.status !== 'in_doubt' || isOther)
    return refuse({ code: 'not_in_doubt', status: message.status });
  const base = { at, occurredAt: null };
  const resolved: MessageEvent = { ...base, type: 'MessageResolved', data: { outcome, note } };
  return outcome === 'sent' || untrue === null
    ? accept(resolved)
    : accept<MessageEvent>(resolved, {
        ...base,
        type: 'MessageWithdrawn',
        data: { reason: untrue },
      });
};
