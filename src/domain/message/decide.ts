import { accept, exhaustive, refuse, type Decision } from '../event.js';
import { epochMs, type Instant } from '../ids.js';
import {
  channelOf,
  type AttemptRequest,
  type DecisionEvent,
  type MessageDecision,
  type MessageEvent,
  type WithdrawnReason,
  type WithheldReason,
} from './events.js';
import type { AttemptOutcome } from './outcome.js';
import {
  reportDelivery,
  resolve,
  type Delivery,
  type Resolution,
  type SettlementRefusal,
} from './settle.js';
import {
  accepted,
  mayFallBack,
  mayHaveBeenSent,
  mayTake,
  noCreditAfterPossiblySent,
  type DecidedMessage,
  type MessageState,
} from './state.js';

/** `at-most-once`: a message in doubt stays so; `at-least-once`: it is sent again. */
export type SendPolicy = 'at-most-once' | 'at-least-once';

type Command<Type extends string, Data extends object> = Readonly<
  { type: Type; at: Instant } & Data
>;

export type MessageCommand =
  | Command<'Decide', { decision: MessageDecision }>
  | Command<'Claim', { ahead: number | null; request: AttemptRequest; policy: SendPolicy }>
  | Command<
      'RecordOutcome',
      { attempt: number; outcome: AttemptOutcome; latencyMs: number; notBefore: Instant }
    >
  | Command<'Doubt', { attempt: number; reason: string }>
  | Command<'Withhold', { reason: WithheldReason }>
  | Command<'Withdraw', { reason: WithdrawnReason }>
  | Command<'Expire', object>
  | Command<'ReportDelivery', Delivery>
  | Command<'Resolve', Resolution>;

export type MessageRefusal =
  | Readonly<{ code: 'not_decided' }>
  | Readonly<{ code: 'not_claimable'; status: string }>
  | Readonly<{ code: 'not_due'; notBefore: Instant }>
  | Readonly<{ code: 'too_late'; expiresAt: Instant }>
  | Readonly<{ code: 'other_channel'; status: string }>
  | SettlementRefusal;

type Decided = Decision<MessageEvent, MessageRefusal>;

const eventTypes = {
  'near-turn': 'NearTurn',
  called: 'CallNotice',
  queued: 'QueuedNotice',
  missed: 'MissedNotice',
} as const;

/** The event that records a decision; it is the first of its stream. */
export const decisionEvent = (decision: MessageDecision, at: Instant): DecisionEvent => ({
  type: eventTypes[decision.kind],
  at,
  occurredAt: null,
  data: decision,
});

/** Whether a claim may follow; time is judged separately. */
export const isClaimable = (message: DecidedMessage, policy: SendPolicy): boolean =>
  mayFallBack(message) || isPending(message, policy);

const isPending = (message: DecidedMessage, policy: SendPolicy): boolean => {
  switch (message.status) {
    case 'decided':
    case 'deferred':
    case 'withheld':
      return true;
    case 'withdrawn':
      // A hold sets the message aside with the ticket; its resume releases both.
      return message.reason === 'held';
    case 'in_doubt':
      // That WeChat knows of no credit any more will not change by sending again.
      return policy === 'at-least-once' && message.reason !== 'no_credit';
    default:
      return false;
  }
};

/** Whether its time is over: a late 快到您了 is worse than none. */
export const isTooLate = (message: DecidedMessage, at: Instant): boolean =>
  epochMs(at) >= epochMs(message.decision.expiresAt);

/** Decides one command on one message. */
export const decideMessage = (state: MessageState, command: MessageCommand): Decided => {
  if (command.type === 'Decide')
    return state.status === 'undecided'
      ? accept(decisionEvent(command.decision, command.at))
      : accept();
  if (state.status === 'undecided') return refuse({ code: 'not_decided' });
  switch (command.type) {
    case 'Claim':
      return claim(state, command);
    case 'RecordOutcome':
      return recordOutcome(state, command);
    case 'Doubt':
      return doubt(state, command);
    case 'Withhold':
      return withhold(state, command);
    case 'Withdraw':
      return withdraw(state, command);
    case 'Expire':
      return expire(state, command);
    case 'ReportDelivery':
      return reportDelivery(state, command);
    case 'Resolve':
      return resolve(state, command);
    default:
      return exhaustive(command);
  }
};

type Of<Type extends MessageCommand['type']> = Extract<MessageCommand, { type: Type }>;

const claim = (message: DecidedMessage, command: Of<'Claim'>): Decided => {
  if (!isClaimable(message, command.policy))
    return refuse({ code: 'not_claimable', status: message.status });
  if (isTooLate(message, command.at))
    return refuse({ code: 'too_late', expiresAt: message.decision.expiresAt });
  if (message.notBefore !== null && epochMs(command.at) < epochMs(message.notBefore))
    return refuse({ code: 'not_due', notBefore: message.notBefore });
  const { ahead, request } = command;
  if (!mayTake(message, channelOf(request)))
    return refuse({ code: 'other_channel', status: message.status });
  return accept({
    type: 'SendAttempted',
    at: command.at,
    occurredAt: null,
    data: { attempt: message.attempts + 1, ahead, request },
  });
};

// What was settled otherwise (by a person, say) stays so, unless WeChat did accept the attempt.
const recordOutcome = (message: DecidedMessage, command: Of<'RecordOutcome'>): Decided => {
  const isOpen = message.openAttempts.includes(command.attempt);
  const wasMade = command.attempt <= message.attempts;
  const isNews = command.outcome.outcome === 'sent' && wasMade && !accepted(message);
  if (!isOpen && !isNews) return accept();
  if (command.outcome.outcome === 'unknown')
    return doubt(message, { ...command, reason: command.outcome.reason });
  return accept(outcomeEvent(message, command, command.outcome));
};

const outcomeEvent = (
  message: DecidedMessage,
  command: Of<'RecordOutcome'>,
  outcome: Exclude<AttemptOutcome, { outcome: 'unknown' }>,
): MessageEvent => {
  const { at, attempt, latencyMs, notBefore } = command;
  const base = { at, occurredAt: null };
  switch (outcome.outcome) {
    case 'sent':
      return { ...base, type: 'MessageSent', data: { attempt, msgid: outcome.msgid, latencyMs } };
    case 'rejected': {
      const { errcode, reason } = outcome;
      return {
        ...base,
        type: 'SendRejected',
        data: { attempt, errcode, class: outcome.class, reason },
      };
    }
    case 'no_credit':
      return { ...base, ...withoutCredit(message, attempt, outcome) };
    case 'deferred': {
      const { errcode, reason, possiblySent } = outcome;
      return {
        ...base,
        type: 'SendDeferred',
        data: { attempt, errcode, reason, notBefore, possiblySent },
      };
    }
    default:
      return exhaustive(outcome);
  }
};

// With one credit, an attempt after a possibly delivered one answers 43101: that speaks for the
// delivery, not against a subscription.
const withoutCredit = (
  message: DecidedMessage,
  attempt: number,
  outcome: Extract<AttemptOutcome, { outcome: 'no_credit' }>,
) =>
  mayHaveBeenSent(message, attempt)
    ? ({
        type: 'MessageInDoubt',
        data: { attempt, reason: noCreditAfterPossiblySent },
      } as const)
    : ({
        type: 'SendRejected',
        data: { attempt, errcode: outcome.errcode, class: 'no_credit', reason: outcome.reason },
      } as const);

const doubt = (message: DecidedMessage, command: Omit<Of<'Doubt'>, 'type'>): Decided => {
  const isLatest = command.attempt === message.attempts && message.status === 'sending';
  if (!isLatest || !message.openAttempts.includes(command.attempt)) return accept();
  const { at, attempt, reason } = command;
  return accept({ type: 'MessageInDoubt', at, occurredAt: null, data: { attempt, reason } });
};

const withhold = (message: DecidedMessage, command: Of<'Withhold'>): Decided => {
  const isNews = message.status !== 'withheld' || message.reason !== command.reason;
  return isPending(message, 'at-most-once') && isNews
    ? accept({
        type: 'MessageWithheld',
        at: command.at,
        occurredAt: null,
        data: { reason: command.reason },
      })
    : accept();
};

const withdraw = (message: DecidedMessage, command: Of<'Withdraw'>): Decided => {
  const isNews = message.status !== 'withdrawn' || message.reason !== command.reason;
  return isPending(message, 'at-most-once') && isNews
    ? accept({
        type: 'MessageWithdrawn',
        at: command.at,
        occurredAt: null,
        data: { reason: command.reason },
      })
    : accept();
};

// A withheld or withdrawn message keeps its reason: it says more than that its time is over.
const expire = (message: DecidedMessage, command: Of<'Expire'>): Decided =>
  message.status === 'decided' || message.status === 'deferred'
    ? accept({ type: 'MessageExpired', at: command.at, occurredAt: null, data: {} })
    : accept();
