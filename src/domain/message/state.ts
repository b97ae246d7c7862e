import { exhaustive } from '../event.js';
import type { Instant } from '../ids.js';
import type {
  DecisionEvent,
  MessageDecision,
  MessageEvent,
  WithdrawnReason,
  WithheldReason,
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
  /** An attempt may have been delivered although no success is recorded. */
  possiblySent: boolean;
  /** Deferred: not before this. */
  notBefore: Instant | null;
  reason: WithheldReason | WithdrawnReason | 'too_late' | 'wechat' | null;
  msgid: string | null;
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

/** WeChat has accepted it: no later outcome of another attempt makes that undone. */
const accepted = (message: DecidedMessage): boolean =>
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
    case 'DeliveryReported':
      return { ...message, status: event.data.outcome, openAttempts: [], msgid: event.data.msgid };
    case 'MessageResolved':
      return event.data.outcome === 'sent'
        ? { ...message, status: 'sent', openAttempts: [] }
        : moved(message, { status: 'deferred', openAttempts: [] });
    default:
      exhaustive(event);
      return message;
  }
};

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
    case 'SendDeferred':
      return moved(message, {
        status: 'deferred',
        openAttempts,
        notBefore: event.data.notBefore,
        possiblySent: message.possiblySent || event.data.possiblySent,
      });
    case 'SendRejected':
      return moved(message, { status: 'rejected', openAttempts, reason: 'wechat' });
    case 'MessageInDoubt':
      return moved(message, { status: 'in_doubt', possiblySent: true });
    default:
      exhaustive(event);
      return message;
  }
};
