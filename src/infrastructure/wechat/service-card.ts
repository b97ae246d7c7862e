import type { SendOptions, SendOutcome } from '../../application/ports/message-sender.js';
import type { CardHolder, CardShown, ServiceCards } from '../../application/ports/service-cards.js';
import type { CallOutcome } from '../../application/ports/wechat.js';
import { cardTemplate, queueCard, type CardRequest } from '../../domain/message/card.js';
import { callApi } from './api-call.js';
import { attempt, type SendingOptions } from './attempt.js';
import { callOutcomeOf } from './call-outcome.js';
import { cardOutcomeOf, isCardBusy } from './card-outcome.js';
import { isObject, type WeChatReply } from './reply.js';

/** set_user_notify and get_user_notify (docs/wechat.md). */
export class WeChatServiceCards implements ServiceCards {
  readonly #options: SendingOptions;

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  async set(
    holder: CardHolder,
    { notify_type, content_json }: CardRequest,
    options: SendOptions = {},
  ): Promise<SendOutcome> {
    const { health, log } = this.#options;
    const body = {
      openid: holder.openId,
      notify_type,
      notify_code: holder.code,
      // WeChat wants it as text within the body.
      content_json: JSON.stringify(content_json),
    };
    const result = await attempt(this.#options, { path: '/wxa/set_user_notify', body }, options);
    const outcome = cardOutcomeOf(result, holder);
    health.sendEnded(outcome, cardTemplate);
    if (outcome.outcome !== 'sent')
      log?.warn({ code: 'wechat_card_failed', ...outcome }, 'card not confirmed');
    return outcome;
  }

  async get({ openId, code }: CardHolder): Promise<CallOutcome<CardShown>> {
    const body = { openid: openId, notify_type: queueCard, notify_code: code };
    const result = await callApi(this.#options, {
      method: 'POST',
      path: '/wxa/get_user_notify',
      body,
    });
    const outcome = callOutcomeOf(result, { read: cardShownIn, personal: [openId, code] });
    return outcome.outcome === 'refused' && isCardBusy(outcome.errcode)
      ? { ...outcome, outcome: 'later' }
      : outcome;
  }
}

const cardShownIn = (reply: WeChatReply): CardShown | undefined => {
  const info = reply['notify_info'];
  if (!isObject(info)) return undefined;
  const state = Number(info['code_state']);
  if (!Number.isInteger(state)) return undefined;
  return { content: contentIn(info['content_json']), codeState: state };
};

/** A card that shows nothing yet has no content, or an empty one. */
const contentIn = (text: unknown): CardShown['content'] => {
  if (typeof text !== 'string' || text === '') return null;
  try {
    const content: unknown = JSON.parse(text);
    return isObject(content) ? content : null;
  } catch {
    return null;
  }
};
