import type { CallOutcome, CustomerService, PageCard } from '../../application/ports/wechat.js';
import { callApi } from './api-call.js';
import { logged, type WeChatApiOptions } from './api-log.js';
import { callOutcomeOf, refusedHere } from './call-outcome.js';

/** WeChat cuts or refuses longer ones (docs/wechat.md). */
const mostTextBytes = 2048;

/** customerServiceMessage.send (docs/wechat.md). */
export class WeChatCustomerService implements CustomerService {
  readonly #options: WeChatApiOptions & Readonly<{ appId: string }>;

  constructor(options: WeChatApiOptions & Readonly<{ appId: string }>) {
    this.#options = options;
  }

  async sendText(openId: string, content: string): Promise<CallOutcome<null>> {
    const bytes = Buffer.byteLength(content);
    if (bytes === 0 || bytes > mostTextBytes)
      return refusedHere(`expected a text of 1 to ${mostTextBytes} bytes, found ${bytes}`);
    return this.#send(openId, { msgtype: 'text', text: { content } });
  }

  sendImage(openId: string, mediaId: string): Promise<CallOutcome<null>> {
    return this.#send(openId, { msgtype: 'image', image: { media_id: mediaId } });
  }

  sendPageCard(openId: string, card: PageCard): Promise<CallOutcome<null>> {
    const { title, pagePath: pagepath, thumbMediaId: thumb_media_id } = card;
    const page = { title, appid: this.#options.appId, pagepath, thumb_media_id };
    return this.#send(openId, { msgtype: 'miniprogrampage', miniprogrampage: page });
  }

  async #send(openId: string, message: object): Promise<CallOutcome<null>> {
    const result = await callApi(this.#options, {
      method: 'POST',
      path: '/cgi-bin/message/custom/send',
      body: { touser: openId, ...message },
    });
    const outcome = callOutcomeOf(result, { read: () => null, personal: [openId] });
    return logged(this.#options, 'customerServiceMessage.send', outcome);
  }
}
