import { z } from 'zod';
import type { SubscriberId } from '../../domain/ids.js';
import type { PushReceived } from '../../domain/push/events.js';
import { id, list } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

/** `push-{key}`. */
export const pushSchemas = {
  PushReceived: z.object({
    kind: id(),
    subscriberId: id<SubscriberId>().nullable(),
    items: list(z.record(z.string(), z.string())),
  }),
} satisfies SchemasOf<PushReceived>;
true satisfies ReadsAllOf<PushReceived, typeof pushSchemas>;
