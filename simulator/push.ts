import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { encrypt, pushKey } from '../src/infrastructure/wechat/push/cipher.js';
import { signatureOf } from '../src/infrastructure/wechat/push/signature.js';
import { simulatorCredentials } from './credentials.js';
import { pushBody, pushWrapper, type PushEvent } from './push-body.js';

/** Where and how the account has its events pushed, and what goes wrong on the way. */
export const pushSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    token: z.string().min(1),
    /** EncodingAESKey. */
    aesKey: z.string().length(43).optional(),
    mode: z.enum(['plain', 'compatible', 'secure']).default('plain'),
    format: z.enum(['JSON', 'XML']).default('JSON'),
    appId: z.string().default(simulatorCredentials.appId),
    /** How long after what it reports an event is pushed, in milliseconds. */
    delayMs: z.int().min(0).max(600_000).default(100),
    /** Up to so much later, each event by chance: they overtake each other. */
    jitterMs: z.int().min(0).max(600_000).default(0),
    /** How often each event is pushed. */
    copies: z.int().min(1).max(10).default(1),
    /** What sent events say; not 0 is a failure. */
    sentErrorCode: z.string().default('0'),
    /** No answer within this and it is pushed again, in milliseconds. */
    timeoutMs: z.int().min(10).max(60_000).default(5_000),
  })
  .refine(({ mode, aesKey }) => mode === 'plain' || aesKey !== undefined, {
    path: ['aesKey'],
    error: 'needed unless the mode is plain',
  });
export type PushOptions = z.output<typeof pushSchema>;
/** As written by a caller, with fields left out that have a default. */
export type PushOptionsInput = z.input<typeof pushSchema>;

const mostRetries = 3;

/** One event and what became of it. */
export type Pushed = Readonly<{
  event: string;
  /** How often it was posted, all copies together. */
  posts: number;
  /** The last answer's status; null for none. */
  status: number | null;
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

  /** Pushes nothing more. */
  close(): void {
    this.#abort.abort();
  }

  #push(name: string, openid: string, items: PushEvent['items']): void {
    const options = this.#options;
    if (options === null) return;
    const createTime = Math.floor(this.now() / 1000);
    const event = { name, openid, createTime, items };
    const delayMs = options.delayMs + Math.random() * options.jitterMs;
    void this.#deliver(event, options, delayMs).catch(() => undefined);
  }

  async #deliver(event: PushEvent, options: PushOptions, delayMs: number): Promise<void> {
    await sleep(delayMs, undefined, { signal: this.#abort.signal });
    let posts = 0;
    let status: number | null = null;
    const request = requestOf(event, options, Math.floor(this.now() / 1000));
    for (let copy = 0; copy < options.copies; copy += 1)
      for (let retry = 0; retry <= mostRetries; retry += 1) {
        posts += 1;
        status = await this.#post(request, options.timeoutMs);
        if (status === 200) break;
      }
    this.#pushed.push({ event: event.name, posts, status });
  }

  async #post({ url, body }: Request, timeoutMs: number): Promise<number | null> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await fetch(url, { method: 'POST', body, signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}

type Request = Readonly<{ url: string; body: string }>;

/** The request as it is sent, and sent again: signed and encrypted once. */
const requestOf = (event: PushEvent, options: PushOptions, timestamp: number): Request => {
  const { token, aesKey, mode, format, appId } = options;
  const nonce = String(randomBytes(4).readUInt32BE());
  const url = new URL(options.url);
  const set = (name: string, value: string): void => url.searchParams.set(name, value);
  set('signature', signatureOf(token, String(timestamp), nonce));
  set('timestamp', String(timestamp));
  set('nonce', nonce);
  set('openid', event.openid);
  const plain = pushBody(event, format);
  if (mode === 'plain' || aesKey === undefined) return { url: url.href, body: plain };
  const random = randomBytes(8).toString('hex');
  const encrypted = encrypt(plain, random, pushKey(aesKey, appId));
  set('encrypt_type', 'aes');
  set('msg_signature', signatureOf(token, String(timestamp), nonce, encrypted));
  const around = mode === 'compatible' ? event : null;
  return { url: url.href, body: pushWrapper(encrypted, around, format) };
};
