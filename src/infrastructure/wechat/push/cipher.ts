import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

/** PKCS#7 over blocks of 32 bytes, which is why Node must not unpad (docs/wechat.md). */
const blockBytes = 32;
const randomBytes = 16;
const lengthBytes = 4;
const headBytes = randomBytes + lengthBytes;

/** The key of the account's EncodingAESKey, and the appid that every message ends with. */
export type PushKey = Readonly<{ key: Buffer; appId: string }>;

/** @param encodingAesKey 43 characters of base64, without the last `=` */
export const pushKey = (encodingAesKey: string, appId: string): PushKey => ({
  key: Buffer.from(`${encodingAesKey}=`, 'base64'),
  appId,
});

const ivOf = ({ key }: PushKey): Buffer => key.subarray(0, 16);

const unpadded = (bytes: Buffer): Buffer | null => {
  const pad = bytes.at(-1) ?? 0;
  if (pad < 1 || pad > blockBytes || pad > bytes.length) return null;
  const isWhole = bytes.subarray(-pad).every((byte) => byte === pad);
  return isWhole ? bytes.subarray(0, -pad) : null;
};

const isOurs = (suffix: Buffer, appId: string): boolean => {
  const expected = Buffer.from(appId);
  return suffix.length === expected.length && timingSafeEqual(suffix, expected);
};

/** The text of an encrypted message, or null for one that is not whole, or not for our appid. */
export const decrypt = (encrypted: string, key: PushKey): string | null => {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key.key, ivOf(key)).setAutoPadding(false);
  const plain = unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]));
  if (plain === null || plain.length < headBytes) return null;
  const end = headBytes + plain.readUInt32BE(randomBytes);
  if (end > plain.length || !isOurs(plain.subarray(end), key.appId)) return null;
  return plain.subarray(headBytes, end).toString('utf8');
};

/** Encrypts a text. @param random 16 bytes, as text or not; new ones for each message */
export const encrypt = (text: string, random: string | Buffer, { key, appId }: PushKey): string => {
  const message = Buffer.from(text);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([Buffer.from(random), length, message, Buffer.from(appId)]);
  const pad = blockBytes - (plain.length % blockBytes);
  const cipher = createCipheriv('aes-256-cbc', key, ivOf({ key, appId })).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(pad, pad)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
};
