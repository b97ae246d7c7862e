import { z } from 'zod';

/** A picture; its content type says of which kind. */
export const pictureOut = z.string().meta({ format: 'binary' });

const longestPath = { createwxaqrcode: 128, getwxacode: 1024 } as const;

export const limitedCodeBody = z
  .strictObject({
    api: z.enum(['createwxaqrcode', 'getwxacode']).meta({
      description: 'A square code (path of at most 128 characters) or a round one (1024)',
    }),
    path: z
      .string()
      .regex(
        /^pages\/[\w/-]*\w(\?[^\s#?]+)?$/,
        'must be a page of the mini-program, such as pages/index/index?hall=demo',
      ),
    width: z.number().int().min(280).max(1280).default(430),
  })
  .superRefine(({ api, path }, context) => {
    const longest = longestPath[api];
    if (path.length > longest) {
      const message = `must have at most ${longest} characters`;
      context.addIssue({ code: 'custom', path: ['path'], message });
    }
  });

export const codeOut = z
  .union([
    z.object({ kind: z.literal('ticket') }),
    z.object({
      kind: z.literal('queue'),
      hallId: z.string(),
      hallName: z.string(),
      queueId: z.string(),
      queueName: z.string(),
      waiting: z.number().int(),
      paused: z.boolean(),
      holdersTakeNumbers: z.boolean(),
      bookableDays: z.number().int().nullable().meta({
        description: 'today and so many days after it may be booked; null: no appointments',
      }),
    }),
  ])
  .meta({ id: 'Code' });
