import { z } from 'zod';

/** Entries about codes, media, customer service and quotas (docs/wechat.md). */

/** A code that was drawn. */
export const madeCodeSchema = z.object({
  api: z.enum(['getwxacodeunlimit', 'getwxacode', 'createwxaqrcode']),
  /** Without a query. */
  page: z.string(),
  /** Of codes without end; null for the two limited kinds. */
  scene: z.string().nullable(),
  /** With its query, of the limited kinds; else the page. */
  path: z.string(),
  at: z.string(),
});
export type MadeCode = z.infer<typeof madeCodeSchema>;

/** A customer-service message as a phone received it. */
export const chatSchema = z.object({
  id: z.string(),
  user: z.string(),
  openid: z.string(),
  type: z.enum(['text', 'image', 'miniprogrampage']),
  text: z.string().nullable(),
  mediaId: z.string().nullable(),
  page: z.object({ title: z.string(), pagePath: z.string(), thumbMediaId: z.string() }).nullable(),
  at: z.string(),
});
export type ChatMessage = z.infer<typeof chatSchema>;

export const accountEntries = [
  z.object({ type: z.literal('code_made'), code: madeCodeSchema }),
  z.object({ type: z.literal('chat'), chat: chatSchema }),
  z.object({
    type: z.literal('chat_opened'),
    openid: z.string(),
    by: z.enum(['message', 'entering']),
    at: z.number(),
  }),
  z.object({
    type: z.literal('media'),
    mediaId: z.string(),
    contentType: z.string(),
    base64: z.string(),
    at: z.number(),
  }),
  z.object({ type: z.literal('quota_cleared'), at: z.number() }),
  z.object({
    type: z.literal('rid'),
    rid: z.string(),
    at: z.number(),
    costMs: z.number(),
    url: z.string(),
    request: z.string(),
    response: z.string(),
  }),
] as const;
