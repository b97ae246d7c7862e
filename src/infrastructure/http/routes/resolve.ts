import { z } from 'zod';
import type { MessageId } from '../../../domain/ids.js';
import { requireHall } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { answerReply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';

const params = z.strictObject({
  messageId: z.string().min(1).max(512) as unknown as z.ZodType<MessageId>,
});
const body = z.strictObject({
  outcome: z.enum(['sent', 'not_sent']),
  note: z.string().max(1000),
});
const resolvedOut = z
  .object({
    messageId: z.string(),
    outcome: z.enum(['sent', 'not_sent']),
    status: z.enum(['sent', 'deferred', 'withdrawn']),
  })
  .meta({ id: 'ResolvedMessage' });

/** A person settles a message in doubt. */
export const resolveRoute = ({ resolutions }: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/audit/messages/{messageId}/resolve',
    tag: 'Auditor',
    summary: 'Settle a message in doubt: it was sent, or it was not and goes again',
    access: ['admin'],
    idempotent: true,
    params,
    body,
    responses: { 200: { description: 'How the message stands now', schema: resolvedOut } },
    problems: ['unknown_message', 'not_in_doubt'],
    handle: async ({ params: { messageId }, body: said, actor, invocation }) =>
      answerReply(
        await resolutions.resolve(messageId, said, invocation, (hallId) =>
          requireHall(actor, hallId),
        ),
      ),
  });
