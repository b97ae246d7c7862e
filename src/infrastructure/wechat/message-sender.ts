import type {
  MessageSender,
  SendOptions,
  SendOutcome,
} from '../../application/ports/message-sender.js';
import type { MessageRequest } from '../../domain/message/events.js';
import type { WeChatLog } from './log.js';
import { attempt, type SendingOptions } from './attempt.js';
import { sendOutcomeOf } from './outcome.js';

/** subscribeMessage.send (docs/wechat.md). */
export class WeChatMessageSender implements MessageSender {
  readonly #options: SendingOptions;

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  async send(
    openId: string,
    request: MessageRequest,
    options: SendOptions = {},
  ): Promise<SendOutcome> {
    const { health, log } = this.#options;
    const body = { touser: openId, ...request };
    const path = '/cgi-bin/message/subscribe/send';
    const result = await attempt(this.#options, { path, body }, options);
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
