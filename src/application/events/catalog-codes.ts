import { z } from 'zod';
import type { LimitedCodeEvent } from '../../domain/codes/events.js';
import { count, id, ordinal } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const wish = {
  api: z.enum(['createwxaqrcode', 'getwxacode']),
  path: z.string().min(1),
  width: ordinal,
};

/** `limited-codes`. */
export const limitedCodeSchemas = {
  LimitedCodeReserved: z.object(wish),
  LimitedCodeMade: z.object({
    ...wish,
    numUsed: count.nullable(),
    picture: z.string().min(1),
    contentType: id(),
  }),
  LimitedCodeRefused: z.object({ ...wish, errcode: z.int().nullable(), reason: z.string() }),
} satisfies SchemasOf<LimitedCodeEvent>;
true satisfies ReadsAllOf<LimitedCodeEvent, typeof limitedCodeSchemas>;
