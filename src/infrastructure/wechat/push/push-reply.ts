import { randomBytes, randomInt } from 'node:crypto';
import type { PushReply } from '../../../application/ports/inbound/wechat.js';
import { epochMs, type Instant } from '../../../domain/ids.js';
import type { PushKey } from './cipher.js';
import { encryptedReply, encryptedReplyXml } from './encrypted-reply.js';

/** What WeChat is answered. */
export type WrittenReply = Readonly<{ text: string; contentType: string }>;

export type PushFormat = 'JSON' | 'XML';

/** How a reply is encrypted. */
export type Secured = Readonly<{ token: string; key: PushKey; at: Instant }>;

/** Taken, and nothing to say. */
const success: WrittenReply = { text: 'success', contentType: 'text/plain; charset=utf-8' };

const contentTypes: Readonly<Record<PushFormat, string>> = {
  JSON: 'application/json; charset=utf-8',
  XML: 'text/xml; charset=utf-8',
};

// A section ends at the first `]]>`, so one within is split over two.
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const xmlOf = (reply: PushReply): string => {
  const fields = Object.entries(reply).map(
    ([name, value]) =>
      `<${name}>${typeof value === 'number' ? String(value) : cdata(value)}</${name}>`,
  );
  return `<xml>${fields.join('')}</xml>`;
};

/** Writes a reply as the push came: in its format, encrypted where it was. */
export const pushReply = (
  reply: PushReply | null,
  format: PushFormat,
  secured: Secured | null,
): WrittenReply => {
  if (reply === null) return success;
  const contentType = contentTypes[format];
  const text = format === 'XML' ? xmlOf(reply) : JSON.stringify(reply);
  if (secured === null) return { text, contentType };
  const { token, key, at } = secured;
  const encrypted = encryptedReply(text, {
    token,
    key,
    random: randomBytes(16),
    timestamp: Math.floor(epochMs(at) / 1000),
    nonce: String(randomInt(2 ** 32)),
  });
  const written = format === 'XML' ? encryptedReplyXml(encrypted) : JSON.stringify(encrypted);
  return { text: written, contentType };
};
