import { encrypt, type PushKey } from './cipher.js';
import { signatureOf } from './signature.js';

/** An answer that WeChat reads in secure mode; `success` in clear is enough where there is nothing to say. */
export type EncryptedReply = Readonly<{
  Encrypt: string;
  MsgSignature: string;
  /** Seconds since the epoch. */
  TimeStamp: number;
  Nonce: string;
}>;

export type ReplyParts = Readonly<{
  token: string;
  key: PushKey;
  /** 16 bytes, new for each reply. */
  random: string | Buffer;
  timestamp: number;
  nonce: string;
}>;

/** Encrypts and signs an answer (docs/wechat.md). */
export const encryptedReply = (
  text: string,
  { token, key, random, timestamp, nonce }: ReplyParts,
): EncryptedReply => {
  const Encrypt = encrypt(text, random, key);
  const MsgSignature = signatureOf(token, String(timestamp), nonce, Encrypt);
  return { Encrypt, MsgSignature, TimeStamp: timestamp, Nonce: nonce };
};

/** The same as XML, for an account whose pushes are XML. */
export const encryptedReplyXml = (reply: EncryptedReply): string =>
  `<xml><Encrypt><![CDATA[${reply.Encrypt}]]></Encrypt>` +
  `<MsgSignature><![CDATA[${reply.MsgSignature}]]></MsgSignature>` +
  `<TimeStamp>${reply.TimeStamp}</TimeStamp><Nonce><![CDATA[${reply.Nonce}]]></Nonce></xml>`;
