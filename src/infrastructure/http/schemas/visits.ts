import { z } from 'zod';
import { line, queueIdField } from './values.js';

/** A visit to several counters. */
export const routeFields = {
  route: z
    .array(queueIdField)
    .max(20)
    .optional()
    .meta({ description: 'further queues of the same ticket' }),
  routeOrder: z
    .enum(['given', 'shortest'])
    .optional()
    .meta({ description: 'default: given; `shortest`: where it would wait least comes next' }),
};

/** How a window ends its part of a visit. */
export const completeBody = z.strictObject({
  outcome: line(50).optional().meta({ description: "of the hall's list" }),
  end: z.boolean().optional().meta({ description: 'leaves the rest of the route' }),
});

export const ratingBody = z.strictObject({
  score: z.number().int().min(1).max(5),
  reasons: z.array(line(50)).max(20).default([]),
});
export const holderRatingBody = ratingBody.extend({
  comment: z.string().min(1).max(500).optional(),
});
export const ratingOut = z
  .object({ score: z.number().int(), reasons: z.array(z.string()) })
  .meta({ id: 'Rating' });

export const reminderBody = z.strictObject({ ahead: z.number().int().min(1).max(50).nullable() });
