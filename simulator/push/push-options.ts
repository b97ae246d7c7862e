import { z } from 'zod';
import { simulatorCredentials } from '../account/credentials.js';

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
