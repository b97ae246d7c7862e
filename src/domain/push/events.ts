import type { DomainEvent } from '../event.js';
import type { SubscriberId } from '../ids.js';

/** One entry of a push's list, in WeChat's own words, every value as text. */
export type PushItem = Readonly<Record<string, string>>;

/** A rule of the message router that answers from the log, and what it keeps of the message. */
export type MatchedRule = Readonly<{
  rule: string;
  /** What the rule needs later; never what was written, an openid or a name. */
  kept: Readonly<Record<string, string>>;
}>;

/**
 * WeChat told us something, at its `CreateTime` (`occurredAt`). Nothing personal is kept: the person
 * is a subscriber id, and of the rest only what the known events name.
 */
export type PushReceived = DomainEvent<
  'PushReceived',
  {
    /** WeChat's name of the event, or `message.{type}` for what a person wrote to us. */
    kind: string;
    subscriberId: SubscriberId | null;
    items: readonly PushItem[];
    /** The rules that answer it from the log, in their order; absent where none does. */
    rules?: readonly MatchedRule[];
  }
>;

/** The claim: whoever appends it answers for this rule, nobody else, and nobody twice. */
export type AnswerAttempted = DomainEvent<'AnswerAttempted', { rule: string }>;

/**
 * What became of an answer. `done`: WeChat took it; `refused`: WeChat said no; `later`: it did
 * nothing, and would perhaps have done it later; `unknown`: its answer was lost; `failed`: the rule
 * itself failed.
 */
export const answerOutcomes = ['done', 'refused', 'later', 'unknown', 'failed'] as const;
export type AnswerOutcome = (typeof answerOutcomes)[number];

/** `errcode` is WeChat's, null where it gave none. */
export type AnswerRecorded = DomainEvent<
  'AnswerRecorded',
  { rule: string; outcome: AnswerOutcome; errcode: number | null }
>;

export type PushEvent = PushReceived | AnswerAttempted | AnswerRecorded;
