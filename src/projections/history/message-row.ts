import type { Instant } from '../../domain/ids.js';
import type { MessageEvent } from '../../domain/message/events.js';
import {
  type DecidedMessage,
  type MessageStatus,
  evolveMessage,
  undecidedMessage,
} from '../../domain/message/state.js';

/** A message as history keeps it: the domain's own state, and what only auditors ask for. */
export type MessageRow = Readonly<{
  message: DecidedMessage;
  /** Position of the decision: its place among all decisions. */
  position: string;
  /** When anything was last heard of it. */
  changedAt: Instant;
  attemptedAt: Instant | null;
  /** When WeChat accepted it; of an attempt settled later, when it was made. */
  sentAt: Instant | null;
  /** Of WeChat's last answer; null for a success. */
  errcode: number | null;
}>;

const isAccepted = (status: MessageStatus): boolean =>
  status === 'sent' || status === 'delivered' || status === 'undelivered';

const codeOf = (text: string): number | null => {
  const code = Number(text);
  return text !== '' && Number.isSafeInteger(code) ? code : null;
};

const errcodeAfter = (row: MessageRow, event: MessageEvent): number | null => {
  switch (event.type) {
    case 'DeliveryReported':
      return event.data.outcome === 'delivered' ? null : codeOf(event.data.errorCode);
    case 'MessageSent':
      return isAccepted(row.message.status) ? row.errcode : null;
    case 'SendRejected':
    case 'SendDeferred':
      return isAccepted(row.message.status) ? row.errcode : event.data.errcode;
    default:
      return row.errcode;
  }
};

const sentAtAfter = (row: MessageRow, after: DecidedMessage, event: MessageEvent) => {
  if (row.sentAt !== null || !isAccepted(after.status)) return row.sentAt;
  return event.type === 'MessageSent' ? event.at : (row.attemptedAt ?? event.at);
};

/** The row after one more event of its message; null while nothing was decided. */
export const foldMessage = (
  row: MessageRow | null,
  event: MessageEvent,
  position: string,
): MessageRow | null => {
  const message = evolveMessage(row?.message ?? undecidedMessage, event);
  if (message.status === 'undecided') return null;
  const changedAt = event.at;
  if (row === null)
    return { message, position, changedAt, attemptedAt: null, sentAt: null, errcode: null };
  return {
    ...row,
    message,
    changedAt,
    attemptedAt: event.type === 'SendAttempted' ? event.at : row.attemptedAt,
    sentAt: sentAtAfter(row, message, event),
    errcode: errcodeAfter(row, event),
  };
};

/** Why the message stands where it stands, in the words of the HTTP contract. */
export const reasonOf = ({ status, reason }: DecidedMessage): string | null =>
  // WeChat had accepted it and then reports a failure: the domain keeps no reason for that.
  status === 'undelivered' ? 'wechat' : reason;
