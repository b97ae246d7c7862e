import type { Picture } from '../../application/ports/wechat.js';
import type { Exchange, HttpReply } from './http-exchange.js';
import { readReply } from './reply.js';
import type { ReadReply } from './reply.js';

/** A picture that an API answered in place of JSON. */
export type PictureReply = Readonly<{
  kind: 'picture';
  picture: Picture;
  headers: HttpReply['headers'];
}>;

const signatures: readonly (readonly [contentType: string, start: string])[] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '47494638'],
  ['image/bmp', '424d'],
];

/** What kind of picture the bytes are, by how they begin; null for none that WeChat takes or gives. */
export const pictureTypeOf = (bytes: Uint8Array): string | null => {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return signatures.find(([, signature]) => start.startsWith(signature))?.[0] ?? null;
};

/** Far above any code of 1280 pixels; what is kept in the log must fit an event. */
const mostBytes = 700 * 1024;

/**
 * Reads an answer that is a picture where the call went well, and JSON where it did not. The bytes
 * decide: WeChat's content types cannot be trusted (docs/wechat.md).
 */
export const readPicture = (exchange: Exchange): ReadReply | PictureReply => {
  if (exchange.kind !== 'reply' || exchange.status >= 500) return readReply(exchange);
  const { bytes, headers } = exchange;
  const contentType = pictureTypeOf(bytes);
  if (contentType === null) return readReply(exchange);
  if (bytes.length > mostBytes)
    return { kind: 'unknown', cause: `a picture of ${bytes.length} bytes` };
  return { kind: 'picture', picture: { bytes, contentType }, headers };
};
