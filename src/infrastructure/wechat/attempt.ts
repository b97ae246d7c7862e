import type { Clock } from '../../application/ports/clock.js';
import type { SendOptions } from '../../application/ports/message-sender.js';
import type { AccessTokens } from './access-token.js';
import { callApi, type ApiResult } from './api-call.js';
import type { WeChatHealthTracker } from './health.js';
import type { WeChatHttp } from './http-exchange.js';
import type { WeChatLog } from './log.js';

/** What sends to a person, whichever way. */
export type SendingOptions = Readonly<{
  http: WeChatHttp;
  tokens: AccessTokens;
  health: WeChatHealthTracker;
  clock: Clock;
  log?: WeChatLog;
}>;

/**
 * Others take an attempt without outcome for in doubt after 20 s (docs/adr/0004); the last
 * write starts early enough for its 5 s to be over well before that.
 */
const defaultStartWithinMs = 8000;

/** One claimed attempt at WeChat: nothing is written once it is too late for it. */
export const attempt = (
  options: Pick<SendingOptions, 'http' | 'tokens' | 'clock'>,
  { path, body }: Readonly<{ path: string; body: object }>,
  { startWithinMs = defaultStartWithinMs, signal }: SendOptions,
): Promise<ApiResult> => {
  const { clock } = options;
  const latestMs = clock.monotonicMs() + startWithinMs;
  return callApi(
    options,
    { method: 'POST', path, body, ...(signal === undefined ? {} : { signal }) },
    () => (clock.monotonicMs() > latestMs ? 'out of time before the request was written' : null),
  );
};
