import type { CallOutcome } from '../../application/ports/wechat.js';
import type { TokenFailure } from './access-token.js';
import type { ApiResult } from './api-call.js';
import { isForLater } from './outcome.js';
import { redact } from './redact.js';
import type { WeChatReply } from './reply.js';

/** What a call's answer says, and what must be kept out of any text made of it. */
export type AnswerOf<Value> = Readonly<{
  /** The value of a reply without an error; undefined for one that cannot be read. */
  read: (reply: WeChatReply) => Value | undefined;
  /** Such as the openid that the call is about. */
  personal?: readonly string[];
  /** A success without errcode. @default false: a reply without errcode says nothing */
  bareSuccess?: true;
}>;

type Failure = Exclude<CallOutcome<never>, { outcome: 'ok' }>;

/** What became of a call, with WeChat's words redacted; the classes are those of sends (outcome.ts). */
export const callOutcomeOf = <Value>(
  result: ApiResult,
  answer: AnswerOf<Value>,
): CallOutcome<Value> => {
  if (result.kind !== 'reply') return failureOf(result);
  const { reply, secrets } = result;
  const errcode = reply.errcode ?? (answer.bareSuccess === true ? 0 : null);
  if (errcode === null) return { outcome: 'unknown', reason: 'a reply without errcode' };
  if (errcode !== 0) {
    const reason = redact(reply.errmsg ?? '', [...secrets, ...(answer.personal ?? [])]);
    return { outcome: isForLater(errcode) ? 'later' : 'refused', errcode, reason };
  }
  const value = answer.read(reply);
  if (value === undefined) return { outcome: 'unknown', reason: 'a reply that cannot be read' };
  return { outcome: 'ok', value };
};

/** A call that got no reply. */
export const failureOf = (result: Exclude<ApiResult, { kind: 'reply' }>): Failure => {
  switch (result.kind) {
    case 'token_failure':
      return failureOfToken(result.failure);
    case 'not_sent':
      return { outcome: 'later', errcode: null, reason: result.cause };
    case 'unknown':
      return { outcome: 'unknown', reason: result.cause };
  }
};

// Without a token nothing was asked; only a person can mend what WeChat calls wrong credentials.
const failureOfToken = ({ kind, errcode, reason: why }: TokenFailure): Failure => {
  const reason = `access token: ${why}`;
  return kind === 'config'
    ? { outcome: 'refused', errcode, reason }
    : { outcome: 'later', errcode, reason };
};

/** A call that is not made: WeChat would refuse it. */
export const refusedHere = (reason: string): Failure => ({
  outcome: 'refused',
  errcode: null,
  reason,
});
