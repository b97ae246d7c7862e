import { AppError } from '../../../application/errors.js';
import type { IncomingPush, PushReply } from '../../../application/ports/inbound/wechat.js';
import { epochMs, type Instant } from '../../../domain/ids.js';
import { isXml, parseBody, textOf, type PushBody } from './body.js';
import { decrypt, type PushKey } from './cipher.js';
import { incomingPush } from './incoming.js';
import { pushReply, type WrittenReply } from './push-reply.js';
import { isSignedBy } from './signature.js';

/** What may be the `Encrypt` of an XML body, as it is written there; the shortest one has one block. */
const encryptedXml = /<Encrypt>\s{0,8}(?:<!\[CDATA\[)?([^<\]]{44,})/g;

/** Older or newer pushes are refused. */
const windowMs = 10 * 60_000;

export type PushMode = 'plain' | 'compatible' | 'secure';

export type PushOptions = Readonly<{
  appId: string;
  token: string;
  mode: PushMode;
  /** Null only in plain mode. */
  key: PushKey | null;
  now: () => Instant;
}>;

export type PushQuery = Readonly<
  Partial<
    Record<
      'signature' | 'msg_signature' | 'encrypt_type' | 'timestamp' | 'nonce' | 'echostr',
      string | undefined
    >
  >
>;

/** A verified push, and how WeChat is answered: as it wrote, in JSON or XML, encrypted or not. */
export type OpenedPush = Readonly<{
  push: IncomingPush;
  written: (reply: PushReply | null) => WrittenReply;
}>;

type Verified = Readonly<{ body: PushBody; isEncrypted: boolean }>;

const unverified = (detail: string): AppError => new AppError('push_not_verified', detail);
const unreadable = (): AppError =>
  new AppError('invalid_request', 'the body is no push: neither JSON nor XML of the expected form');

const isSaidToBeEncrypted = ({ encrypt_type: type, msg_signature: signature }: PushQuery) =>
  type === 'aes' || signature !== undefined;

/** Lets in what WeChat itself has sent, and nothing else. */
export class PushVerifier {
  constructor(private readonly options: PushOptions) {}

  /** What WeChat wants to hear when the address is configured. @throws AppError `push_not_verified` */
  echo(query: PushQuery): string {
    this.#checkSignature(query);
    return query.echostr ?? '';
  }

  /** @throws AppError `push_not_verified`, `invalid_request` */
  open(query: PushQuery, text: string): OpenedPush {
    this.#checkTime(query);
    const { appId, token, key, now } = this.options;
    const { body, isEncrypted } = this.#verified(query, text);
    const push = incomingPush(body, appId);
    if (push === null) throw unreadable();
    const format = isXml(text) ? 'XML' : 'JSON';
    const secured = isEncrypted && key !== null ? { token, key, at: now() } : null;
    return { push, written: (reply) => pushReply(reply, format, secured) };
  }

  #verified(query: PushQuery, text: string): Verified {
    const { mode, key } = this.options;
    // The plain signature says nothing of the body: it is all that there is in plain mode.
    if (mode === 'plain' || key === null) this.#checkSignature(query);
    else if (isXml(text)) this.#checkXml(query, text);
    const body = parseBody(text);
    if (body === null) throw unreadable();
    if (mode === 'plain' || key === null) return { body, isEncrypted: false };
    const encrypted = textOf(body, 'Encrypt');
    // Beside it a compatible push has its fields in clear, which nobody has signed: they are not read.
    if (encrypted !== null)
      return { body: this.#decrypted(query, encrypted, key), isEncrypted: true };
    if (mode === 'secure' || isSaidToBeEncrypted(query))
      throw unverified('an unencrypted push is refused in secure mode');
    this.#checkSignature(query);
    return { body, isEncrypted: false };
  }

  // Reading XML takes its time, and anybody can send some: what nobody has signed is not read.
  #checkXml(query: PushQuery, text: string): void {
    const found = [...text.matchAll(encryptedXml)].map(([, encrypted = '']) => encrypted.trim());
    // A person may have written some more of it; what they wrote stands on one side of WeChat's own.
    const [first = '', last = ''] = [found.at(0), found.at(-1)];
    if (this.#isSigned(query, first) || this.#isSigned(query, last)) return;
    if (first !== '' && isSaidToBeEncrypted(query))
      throw unverified('msg_signature: not the signature of this push');
    if (this.options.mode === 'secure' || isSaidToBeEncrypted(query))
      throw unverified('an unencrypted push is refused in secure mode');
    this.#checkSignature(query);
  }

  #isSigned({ msg_signature, timestamp = '', nonce = '' }: PushQuery, encrypted: string): boolean {
    return isSignedBy(msg_signature, this.options.token, timestamp, nonce, encrypted);
  }

  #decrypted(query: PushQuery, encrypted: string, key: PushKey): PushBody {
    if (!this.#isSigned(query, encrypted))
      throw unverified('msg_signature: not the signature of this push');
    const text = decrypt(encrypted, key);
    if (text === null) throw unverified('Encrypt: not encrypted for this appid with this key');
    const body = parseBody(text);
    if (body === null) throw unreadable();
    return body;
  }

  #checkSignature({ signature, timestamp = '', nonce = '' }: PushQuery): void {
    if (timestamp === '' || !isSignedBy(signature, this.options.token, timestamp, nonce))
      throw unverified('signature: not the signature of this push');
  }

  #checkTime({ timestamp = '' }: PushQuery): void {
    const sentMs = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
    if (!(Math.abs(epochMs(this.options.now()) - sentMs) <= windowMs))
      throw unverified('timestamp: more than 10 minutes from now');
  }
}
