import { z } from 'zod';
import type { SubscriberId } from '../../domain/ids.js';
import { answerOutcomes, type PushEvent } from '../../domain/push/events.js';
import { id, list } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const matchedRule = z.object({ rule: id(), kept: z.record(z.string(), z.string()) });

/** `push-{key}`. */
export const pushSchemas = {
  PushReceived: z.object({
    kind: id(),
    subscriberId: id<SubscriberId>().nullable(),
    items: list(z.record(z.string(), z.string())),
    rules: z.exactOptional(list(matchedRule)),
  }),
  AnswerAttempted: z.object({ rule: id() }),
  AnswerRecorded: z.object({
    rule: id(),
    outcome: z.enum(answerOutcomes),
    errcode: z.int().nullable(),
  }),
} satisfies SchemasOf<PushEvent>;
true satisfies ReadsAllOf<PushEvent, typeof pushSchemas>;
