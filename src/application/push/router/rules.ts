import type { AnswerOutcome } from '../../../domain/push/events.js';
import type { Instant, SubscriberId } from '../../../domain/ids.js';
import type { Invocation } from '../../ports/inbound/invocation.js';
import type { PushReply } from '../../ports/inbound/wechat.js';

/** A push as rules see it while it is received; what is written here is kept nowhere. */
export type PushMessage = Readonly<{
  /** WeChat's `MsgType`: `text`, `image`, … or `event`. */
  type: string;
  /** WeChat's name of an event; null for what a person wrote. */
  event: string | null;
  /** The text that a person wrote; null for all else. */
  content: string | null;
  openId: string | null;
  /** Our account, as whom a reply is written. */
  account: string | null;
  subscriberId: SubscriberId | null;
  /** WeChat's time of it, or ours where it names none. */
  at: Instant;
  correlationId: string;
}>;

/** All of it must hold; nothing at all holds for every push. */
export type When = Readonly<{
  type?: string;
  event?: string;
  /** The whole text, without the blanks around it. */
  content?: string;
  pattern?: RegExp;
  matches?: (message: PushMessage) => boolean;
}>;

/** A push that is answered from the log, where its text is not known any more. */
export type Answering = Readonly<{
  push: Readonly<{ key: string; stream: string; eventId: string; kind: string }>;
  subscriberId: SubscriberId | null;
  /** Null where it is about nobody, or about somebody who is forgotten. */
  openId: string | null;
  /** What the rule kept of the message. */
  kept: Readonly<Record<string, string>>;
  by: Invocation;
}>;

/** What became of it; `errcode` is WeChat's, null where it gave none. */
export type AnswerResult = Readonly<{ outcome: AnswerOutcome; errcode: number | null }>;

type AnyRule = Readonly<{
  /** Unique, and never renamed: it stands in the log. */
  name: string;
  when: When;
  /** Goes on to the rules after it; without it the first that matches is the last. */
  next?: true;
}>;

/**
 * Answers within the request, in which case WeChat waits for it. It may run again when WeChat
 * repeats the push, so it has no effect but its reply.
 */
export type SyncRule = AnyRule &
  Readonly<{
    mode: 'sync';
    handle: (message: PushMessage) => PushReply | null | Promise<PushReply | null>;
  }>;

/** Answers from the log, once at most, whatever dies. */
export type AsyncRule = AnyRule &
  Readonly<{
    mode: 'async';
    /** What the handler needs of the message; never its text, an openid or a name. */
    keep?: (message: PushMessage) => Readonly<Record<string, string>>;
    handle: (answering: Answering) => Promise<AnswerResult>;
  }>;

export type Rule = SyncRule | AsyncRule;

/** Sees every push before and after the rules; they are asked in their order. */
export type Interceptor = Readonly<{
  name: string;
  /** False: no rule gets to see the push, which is recorded all the same. */
  before?: (message: PushMessage) => boolean | Promise<boolean>;
  /** Told which rules took the push, and whether one replied. */
  after?: (message: PushMessage, routed: Routed) => void | Promise<void>;
}>;

export type Routed = Readonly<{ rules: readonly string[]; replied: boolean }>;

/** A predicate of a rule failed; the rule is then taken not to match. */
export type MatchFailed = (rule: string, error: unknown) => void;

/** The rules that take a message: in their order, up to the first that does not go on. */
export const route = <R extends AnyRule>(
  rules: readonly R[],
  message: PushMessage,
  failed: MatchFailed = () => undefined,
): readonly R[] => {
  const matched: R[] = [];
  for (const rule of rules) {
    if (!isTaken(rule, message, failed)) continue;
    matched.push(rule);
    if (rule.next !== true) break;
  }
  return matched;
};

const isTaken = ({ name, when }: AnyRule, message: PushMessage, failed: MatchFailed): boolean => {
  try {
    return applies(when, message);
  } catch (error) {
    failed(name, error);
    return false;
  }
};

const applies = (when: When, message: PushMessage): boolean => {
  const { type, event, content, pattern, matches } = when;
  const text = message.content?.trim() ?? null;
  if (type !== undefined && type !== message.type) return false;
  if (event !== undefined && event !== message.event) return false;
  if (content !== undefined && content !== text) return false;
  // `search` begins at the start whatever the pattern was used for before.
  if (pattern !== undefined && (text === null || text.search(pattern) === -1)) return false;
  return matches === undefined || matches(message);
};
