import { exhaustive } from '../event.js';
import type { Instant } from '../ids.js';
import {
  channelOf,
  type Channel,
  type DecisionEvent,
  type MessageDecision,
  type MessageEvent,
  type WithdrawnReason,
  type WithheldReason,
} from './events.js';

export type MessageStatus =
  | 'decided'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'deferred'
  | 'rejected'
  | 'in_doubt'
  | 'withheld'
  | 'withdrawn'
  | 'expired';

export type DecidedMessage = Readonly<{
  decision: MessageDecision;
  decidedAt: Instant;
  status: MessageStatus;
  /** How many times it was claimed; the number of the latest attempt. */
  attempts: number;
  /** Attempts whose outcome nobody has recorded: under way, or in doubt. */
  openAttempts: readonly number[];
  /** WeChat said of an attempt that it failed, yet may have delivered it (-1). */
  possiblySent: boolean;
  /** Deferred: not before this. */
  notBefore: Instant | null;
  /** `no_credit`: in doubt because WeChat knows of no credit for a second attempt. */
  reason: WithheldReason | WithdrawnReason | 'too_late' | 'wechat' | 'no_credit' | null;
  msgid: string | null;
  /** The way that the latest attempt took; absent before the first one. */
  channel?: Channel;
  /** WeChat has refused the card for good: it is not tried again. */
  cardRefused?: true;
}>;

export type MessageState = Readonly<{ status: 'undecided' }> | DecidedMessage;

export const undecidedMessage: MessageState = Object.freeze({ status: 'undecided' });

const decided = (event: DecisionEvent): DecidedMessage => ({
  decision: event.data,
  decidedAt: event.at,
  status: 'decided',
  attempts: 0,
  openAttempts: [],
  possiblySent: false,
  notBefore: null,
  reason: null,
  msgid: null,
});

/** Why an attempt is in doubt that WeChat refused for want of a credit: an earlier one has it. */
export const noCreditAfterPossiblySent = 'no_credit_after_possibly_sent';

/** Whether an attempt before this one may have been delivered although no success is recorded. */
export const mayHaveBeenSent = (message: DecidedMessage, before: number): boolean =>
  message.possiblySent || message.openAttempts.some((attempt) => attempt < before);

/** Whether its use of a grant must not be free yet: an attempt of it may have been delivered. */
export const countsAsUsed = (message: MessageState): boolean =>
  message.status !== 'undecided' && (message.openAttempts.length > 0 || accepted(message));

/** Whether any attempt so far may have been delivered although no success is recorded. */
const mayBeDelivered = ({ possiblySent, openAttempts }: DecidedMessage): boolean =>
  possiblySent || openAttempts.length > 0;

/**
 * Whether an attempt may take this way: both are never taken, unless it is known for sure that
 * nothing was delivered on the other; and no card that was refused for good.
 */
export const mayTake = (message: DecidedMessage, channel: Channel): boolean =>
  !(channel === 'card' && message.cardRefused === true) &&
  (message.channel === undefined || message.channel === channel || !mayBeDelivered(message));

/** The card was refused for good: a subscribe message may say the same. */
export const mayFallBack = (message: DecidedMessage): boolean =>
  message.status === 'rejected' && message.channel === 'card' && !mayBeDelivered(message);

/** WeChat has accepted it: no later outcome of another attempt makes that undone. */
export const accepted = (message: DecidedMessage): boolean =>
  message.status === 'sent' || message.status === 'delivered' || message.status === 'undelivered';

const moved = (message: DecidedMessage, change: Partial<DecidedMessage>): DecidedMessage =>
  accepted(message)
    ? { ...message, openAttempts: change.openAttempts ?? message.openAttempts }
    : { ...message, notBefore: null, reason: null, ...change };

const without = (attempts: readonly number[], settled: number | null): readonly number[] =>
  attempts.filter((attempt) => attempt !== settled);

/** The state after one more event; an event that does not apply changes nothing. */
export const evolveMessage = (state: MessageState, event: MessageEvent): MessageState => {
  switch (event.type) {
    case 'NearTurn':
    case 'CallNotice':
    case 'QueuedNotice':
    case 'MissedNotice':
      return state.status === 'undecided' ? decided(event) : state;
    default:
      return state.status === 'undecided' ? state : evolveDecided(state, event);
  }
};

const evolveDecided = (
  message: DecidedMessage,
  event: Exclude<MessageEvent, DecisionEvent>,
): DecidedMessage => {
  switch (event.type) {
    case 'SendAttempted':
      return moved(message, {
        status: 'sending',
        attempts: event.data.attempt,
        channel: channelOf(event.data.request),
        openAttempts: [...message.openAttempts, event.data.attempt],
      });
    case 'MessageSent':
    case 'SendDeferred':
    case 'SendRejected':
    case 'MessageInDoubt':
      return evolveOutcome(message, event);
    case 'MessageWithheld':
      return moved(message, { status: 'withheld', reason: event.data.reason });
    case 'MessageWithdrawn':
      return moved(message, { status: 'withdrawn', reason: event.data.reason });
    case 'MessageExpired':
      return moved(message, { status: 'expired', reason: 'too_late' });
    case 'DeliveryReported': {
      const { outcome, msgid } = event.data;
      return { ...settled(message), status: outcome, msgid: msgid ?? message.msgid };
    }
    case 'MessageResolved':
      if (accepted(message)) return { ...message, openAttempts: [] };
      return { ...settled(message), status: event.data.outcome === 'sent' ? 'sent' : 'deferred' };
    default:
      exhaustive(event);
      return message;
  }
};

/** Nothing of it is open any more: whatever was doubtful is known. */
const settled = (message: DecidedMessage): DecidedMessage => ({
  ...message,
  openAttempts: [],
  possiblySent: false,
  notBefore: null,
  reason: null,
});

type OutcomeEvent = Extract<
  MessageEvent,
  { type: 'MessageSent' | 'SendDeferred' | 'SendRejected' | 'MessageInDoubt' }
>;

const evolveOutcome = (message: DecidedMessage, event: OutcomeEvent): DecidedMessage => {
  const openAttempts = without(message.openAttempts, event.data.attempt);
  switch (event.type) {
    case 'MessageSent':
      return {
        ...moved(message, { status: 'sent', openAttempts }),
        msgid: event.data.msgid ?? message.msgid,
      };
    case 'SendDeferred': {
      const { attempt, notBefore } = event.data;
      const possiblySent = message.possiblySent || event.data.possiblySent;
      if (isOvertaken(message, attempt)) return { ...message, openAttempts, possiblySent };
      return moved(message, { status: 'deferred', openAttempts, notBefore, possiblySent });
    }
    case 'SendRejected':
      return isOvertaken(message, event.data.attempt)
        ? { ...message, openAttempts }
        : moved(message, {
            status: 'rejected',
            openAttempts,
            reason: 'wechat',
            ...(message.channel === 'card' ? { cardRefused: true } : {}),
          });
    case 'MessageInDoubt':
      return event.data.reason === noCreditAfterPossiblySent
        ? moved(message, { status: 'in_doubt', openAttempts, reason: 'no_credit' })
        : moved(message, { status: 'in_doubt' });
    default:
      exhaustive(event);
      return message;
  }
};

// Where a doubt is answered by sending again, what comes late of the first attempt settles that
// one only: how the message stands is up to the latest.
const isOvertaken = (message: DecidedMessage, attempt: number | null): boolean =>
  attempt !== null && attempt < message.attempts;
