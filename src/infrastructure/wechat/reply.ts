import { z } from 'zod';
import type { Exchange } from './http-exchange.js';

/**
 * Strings are matched whole, so that text inside one is never touched; a key with a bare integer
 * behind it is matched together with it.
 */
const stringsAndIntegers = /"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:\s*-?\d+(?=\s*[,}\]]))?/g;
const messageId = /^("msg_?id"\s*:\s*)(-?\d+)$/i;

/**
 * Parses JSON with message ids kept exact as text: WeChat writes them as bare int64, beyond 2^53
 * (docs/wechat.md). Undefined for what is not JSON.
 */
export const parseWeChatJson = (text: string): unknown => {
  const quoted = text.replace(stringsAndIntegers, (match) => match.replace(messageId, '$1"$2"'));
  try {
    return JSON.parse(quoted.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
};

/** UTF-8, always (docs/wechat.md). */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Whether a value of WeChat's is an object; what its fields hold is not known yet. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const replySchema = z.looseObject({
  errcode: z.int().optional(),
  errmsg: z.string().optional().catch(undefined),
});

/** A JSON object of WeChat's; `errcode` is absent where an API leaves it out on success. */
export type WeChatReply = z.infer<typeof replySchema>;

/** A reply that could be read, or why there is none; see {@link Exchange}. */
export type ReadReply =
  | Readonly<{ kind: 'reply'; reply: WeChatReply }>
  | Exclude<Exchange, Readonly<{ kind: 'reply' }>>
  | Readonly<{ kind: 'unknown'; cause: string }>;

/**
 * Reads an answer whatever its content type says. Only the body's errcode classifies; 5xx and what is
 * not a JSON object are the work of a gateway, behind which the request may have been processed
 * (docs/wechat.md).
 */
export const readReply = (exchange: Exchange): ReadReply => {
  if (exchange.kind !== 'reply') return exchange;
  if (exchange.status >= 500) return { kind: 'unknown', cause: `HTTP ${exchange.status}` };
  const reply = replySchema.safeParse(parseWeChatJson(textOf(exchange.bytes)));
  if (reply.success) return { kind: 'reply', reply: reply.data };
  return { kind: 'unknown', cause: `HTTP ${exchange.status} with an unreadable body` };
};
