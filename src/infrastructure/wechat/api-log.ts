import type { CallOutcome } from '../../application/ports/wechat.js';
import type { ApiCallOptions } from './api-call.js';
import type { WeChatLog } from './log.js';

/** What every API beside sends and logins stands on. */
export type WeChatApiOptions = ApiCallOptions & Readonly<{ log?: WeChatLog }>;

/** Logs a call that was not done, and hands its outcome on. */
export const logged = <Value>(
  { log }: WeChatApiOptions,
  api: string,
  outcome: CallOutcome<Value>,
): CallOutcome<Value> => {
  if (outcome.outcome !== 'ok')
    log?.warn({ code: 'wechat_call_failed', api, ...outcome }, 'call not done');
  return outcome;
};
