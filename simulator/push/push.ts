import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueCard } from '../../src/domain/message/card.js';
import type { PushEvent } from './push-body.js';
import { pushSchema, type PushOptions, type PushOptionsInput } from './push-options.js';
import { post, replyOf, requestOf, type PushAnswer } from './push-post.js';

export { pushSchema } from './push-options.js';
export type { PushOptions, PushOptionsInput } from './push-options.js';

const mostRetries = 3;
/** Who speaks for WeChat itself. */
const platform = 'oPlatformPlatformPlatformPla';

/** An update of a service card that was not shown. */
type FailedCard = Readonly<{ openid: string; code: string; status: number }>;

/** One event and what became of it. */
export type Pushed = Readonly<{
  event: string;
  /** How often it was posted, all copies together. */
  posts: number;
  /** The last answer's status; null for none. */
  status: number | null;
  /** What the last answer said, in clear; null for none, or one that nobody can read. */
  reply: string | null;
}>;

/** Pushes the account's events to the service behind it (docs/wechat.md). */
export class Pushes {
  #options: PushOptions | null = null;
  readonly #pushed: Pushed[] = [];
  readonly #abort = new AbortController();

  constructor(private readonly now: () => number) {}

  /** Pushes from now on as told; null: not at all. */
  configure(options: PushOptionsInput | null): void {
    this.#options = options === null ? null : pushSchema.parse(options);
  }

  get options(): PushOptions | null {
    return this.#options;
  }

  /** What was pushed so far, in the order in which it was done with. */
  get pushed(): readonly Pushed[] {
    return this.#pushed;
  }

  /** WeChat has delivered a message, or failed to. */
  sent(message: Readonly<{ openid: string; templateId: string; msgid: string }>): void {
    const code = this.#options?.sentErrorCode ?? '0';
    this.#push('subscribe_msg_sent_event', message.openid, [
      {
        TemplateId: message.templateId,
        MsgID: message.msgid,
        ErrorCode: code,
        ErrorStatus: code === '0' ? 'success' : 'failed',
      },
    ]);
  }

  /** A person has answered the popup. */
  popup(openid: string, answers: readonly (readonly [templateId: string, answer: string])[]): void {
    const items = answers
      .filter(([, answer]) => answer.startsWith('accept') || answer === 'reject')
      .map(([templateId, answer]) => ({
        TemplateId: templateId,
        SubscribeStatusString: answer === 'reject' ? 'reject' : 'accept',
        PopupScene: '0',
      }));
    if (items.length > 0) this.#push('subscribe_msg_popup_event', openid, items);
  }

  /** A person has taken templates back in WeChat's own settings. */
  changed(openid: string, templateIds: readonly string[]): void {
    this.#push(
      'subscribe_msg_change_event',
      openid,
      templateIds.map((id) => ({ TemplateId: id, SubscribeStatusString: 'reject' })),
    );
  }

  /** A service card could not be shown, for its person has refused it. */
  cardFailed({ openid, code, status }: FailedCard): void {
    const fields = {
      openid,
      notify_code: code,
      notify_type: queueCard,
      card_status: status,
      fail_ret: -1004,
      fail_msg: 'user reject message ',
    };
    this.#pushEvent({ name: 'notify_service_msg_send_result', openid, items: [], fields });
  }

  /** A person wrote to the account. @returns the message's id, an int64 */
  chat(openid: string, type: string, fields: Readonly<Record<string, string>>): string {
    // Beyond 2^53, as WeChat's are.
    const msgId = String((randomBytes(8).readBigUInt64BE() >> 2n) | (1n << 60n));
    this.#pushEvent({ name: type, openid, items: [], fields, chat: { type, msgId } });
    return msgId;
  }

  /** A person opened the chat with the account. */
  entered(openid: string): void {
    const fields = { SessionFrom: 'sessionFrom' };
    this.#pushEvent({ name: 'user_enter_tempsession', openid, items: [], fields });
  }

  /** A person took their permission back, or left WeChat: the platform says it, not they. */
  withdrawn(name: 'user_authorization_revoke' | 'user_authorization_cancellation', openid: string) {
    const AppID = this.#options?.appId ?? '';
    const fields = { OpenID: openid, AppID, RevokeInfo: name.endsWith('revoke') ? '1' : '0' };
    this.#pushEvent({ name, openid, from: platform, items: [], fields });
  }

  /** WeChat warns or blocks the account. */
  punished(eventType: number): void {
    const fields = { event_type: eventType };
    this.#pushEvent({ name: 'wxa_punish_event', openid: platform, items: [], fields });
  }

  /** What the account's settings page sends to try the address. */
  debug(): void {
    const fields = { debug_str: 'hello world' };
    this.#pushEvent({ name: 'debug_demo', openid: platform, items: [], fields });
  }

  /** Pushes nothing more. */
  close(): void {
    this.#abort.abort();
  }

  #push(name: string, openid: string, items: PushEvent['items']): void {
    this.#pushEvent({ name, openid, items });
  }

  #pushEvent(what: Omit<PushEvent, 'createTime'>): void {
    const options = this.#options;
    if (options === null) return;
    const event = { ...what, createTime: Math.floor(this.now() / 1000) };
    const delayMs = options.delayMs + Math.random() * options.jitterMs;
    void this.#deliver(event, options, delayMs).catch(() => undefined);
  }

  async #deliver(event: PushEvent, options: PushOptions, delayMs: number): Promise<void> {
    await sleep(delayMs, undefined, { signal: this.#abort.signal });
    let posts = 0;
    let answer: PushAnswer | null = null;
    const request = requestOf(event, options, Math.floor(this.now() / 1000));
    for (let copy = 0; copy < options.copies; copy += 1)
      for (let retry = 0; retry <= mostRetries; retry += 1) {
        posts += 1;
        answer = await post(request, options.timeoutMs, this.#abort.signal);
        if (answer?.status === 200) break;
      }
    const reply = answer === null ? null : replyOf(answer.text, options);
    this.#pushed.push({ event: event.name, posts, status: answer?.status ?? null, reply });
  }
}
