import { randomBytes } from 'node:crypto';
import { decrypt, encrypt, pushKey } from '../../src/infrastructure/wechat/push/cipher.js';
import { signatureOf } from '../../src/infrastructure/wechat/push/signature.js';
import { pushBody, pushWrapper, type PushEvent } from './push-body.js';
import type { PushOptions } from './push-options.js';

/** A push as it is sent, and sent again: signed and encrypted once. */
export type PushRequest = Readonly<{ url: string; body: string }>;

/** What the account's server answered. */
export type PushAnswer = Readonly<{ status: number; text: string }>;

export const requestOf = (
  event: PushEvent,
  options: PushOptions,
  timestamp: number,
): PushRequest => {
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

/** Posts a push once; null: no answer in time. */
export const post = async (
  { url, body }: PushRequest,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<PushAnswer | null> => {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { method: 'POST', body, signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
};

const fieldOf = (text: string, name: string): string | null =>
  (new RegExp(`<${name}><!\\[CDATA\\[([^\\]]*)\\]\\]></${name}>`).exec(text) ??
    new RegExp(`"${name}":"([^"]*)"`).exec(text))?.[1] ?? null;

const numberOf = (text: string, name: string): string =>
  (new RegExp(`<${name}>(\\d+)</${name}>`).exec(text) ??
    new RegExp(`"${name}":(\\d+)`).exec(text))?.[1] ?? '';

/** An answer as WeChat reads it: what is encrypted in clear; null for one that it would throw away. */
export const replyOf = (text: string, { token, aesKey, appId }: PushOptions): string | null => {
  const encrypted = fieldOf(text, 'Encrypt');
  if (encrypted === null) return text;
  if (aesKey === undefined) return null;
  const [timestamp, nonce] = [numberOf(text, 'TimeStamp'), fieldOf(text, 'Nonce') ?? ''];
  const expected = signatureOf(token, timestamp, nonce, encrypted);
  return fieldOf(text, 'MsgSignature') === expected
    ? decrypt(encrypted, pushKey(aesKey, appId))
    : null;
};
