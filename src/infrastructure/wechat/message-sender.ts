import type { Clock } from '../../application/ports/clock.js';
import type {
  MessageSender,
  SendOptions,
  SendOutcome,
} from '../../application/ports/message-sender.js';
import type { MessageRequest } from '../../domain/message/events.js';
import type { AccessTokens } from './access-token.js';
import { callApi } from './api-call.js';
import type { WeChatHealthTracker } from './health.js';
import type { WeChatHttp } from './http-exchange.js';
import type { WeChatLog } from './log.js';
import { sendOutcomeOf } from './outcome.js';

export type WeChatMessageSenderOptions = Readonly<{
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

/** subscribeMessage.send (docs/wechat.md). */
export class WeChatMessageSender implements MessageSender {
  readonly #options: WeChatMessageSenderOptions;

  constructor(options: WeChatMessageSenderOptions) {
    this.#options = options;
  }

  async send(
    openId: string,
    request: MessageRequest,
    options: SendOptions = {},
  ): Promise<SendOutcome> {
    const { clock, health, log } = this.#options;
    const latestMs = clock.monotonicMs() + (options.startWithinMs ?? defaultStartWithinMs);
    const result = await callApi(
      this.#options,
      {
        method: 'POST',
        path: '/cgi-bin/message/subscribe/send',
        body: { touser: openId, ...request },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      () => (clock.monotonicMs() > latestMs ? 'out of time before the request was written' : null),
    );
    const outcome = sendOutcomeOf(result, openId);
    health.sendEnded(outcome, request.template_id);
    if (log !== undefined) logOutcome(log, outcome);
    return outcome;
  }
}

/** What concerns one person is everyday news; a message that WeChat refuses or loses is not. */
const logOutcome = (log: WeChatLog, outcome: SendOutcome): void => {
  if (outcome.outcome === 'sent') return;
  const everyday =
    outcome.outcome === 'no_credit' ||
    (outcome.outcome === 'deferred' && outcome.scope === 'person');
  const fields = { code: 'wechat_send_failed', ...outcome };
  if (everyday) log.info(fields, 'message not sent');
  else log.warn(fields, 'message not confirmed');
};
