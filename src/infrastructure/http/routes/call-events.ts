import { z } from 'zod';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { CallReport, MalformedReport } from '../../../application/ports/inbound/terminals.js';
import type { HttpDeps } from '../deps.js';
import { answerReply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { reportFields } from '../schemas/commands.js';
import { ticketOut } from '../schemas/tickets.js';
import { hallIdField } from '../schemas/values.js';
import { fieldErrors } from '../validate.js';

const body = z.strictObject({
  // What is no CallEvent is rejected in its place and does not stop the others.
  events: z
    .array(z.union([reportFields, z.unknown()]))
    .min(1)
    .max(500),
});

const resultsOut = z
  .object({
    results: z.array(
      z.object({
        id: z.string().nullable(),
        status: z.enum(['accepted', 'duplicate', 'rejected']),
        ticket: ticketOut.optional(),
        problem: z.looseObject({ code: z.string(), detail: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: 'CallEventResults' });

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id.slice(0, 128)
    : null;

const rejected = (value: unknown, code: string, detail: string): MalformedReport => ({
  id: idOf(value),
  problem: { code, detail },
});

const reportOf = (value: unknown, actor: Actor): CallReport | MalformedReport => {
  const parsed = reportFields.safeParse(value);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error);
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return rejected(value, 'invalid_request', detail);
  }
  const { windowId = null, queueId = null, ...report } = parsed.data;
  const own = actor.kind === 'token' ? actor.windowIds : null;
  if (own !== null && windowId !== null && !own.includes(windowId))
    return rejected(value, 'forbidden', 'the token is for other windows');
  return { ...report, windowId, queueId };
};

/** What an offline terminal, or an existing calling system, says has happened. */
export const callEventRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/call-events',
    tag: 'Terminal',
    summary: 'Report what has happened, in the order of the array',
    access: ['admin', 'terminal'],
    idempotent: true,
    params: z.strictObject({ hallId: hallIdField }),
    body,
    responses: { 200: { description: 'One result for each event', schema: resultsOut } },
    problems: ['unknown_hall'],
    handle: async ({ params: { hallId }, body: { events }, actor, invocation }) => {
      const reports = events.map((event) => reportOf(event, actor));
      return answerReply(await deps.callEvents.apply(hallId, reports, invocation));
    },
  }),
];
