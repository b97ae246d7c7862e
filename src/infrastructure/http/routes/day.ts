import { z } from 'zod';
import type { Invocation } from '../../../application/ports/inbound/invocation.js';
import { expiringAtClose } from '../../../domain/hall/day/day.js';
import type { HallId } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import { answerReply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { hallIdField } from '../schemas/values.js';
import { commandNow, viewOf } from './halls.js';

/** Tickets that one append expires: thousands at once would be more than a store takes. */
const closingStep = 1_000;

const params = z.strictObject({ hallId: hallIdField });
const closedOut = z
  .object({ businessDay: z.string(), expired: z.number().int() })
  .meta({ id: 'ClosedDay' });
const openedOut = z.object({ businessDay: z.string() }).meta({ id: 'OpenedDay' });

type Closing = Readonly<{ hallId: HallId; invocation: Invocation; limit: number; before: number }>;

const close = (deps: HttpDeps, { hallId, invocation, limit, before }: Closing) =>
  deps.commands.execute({
    hallId,
    command: commandNow({ type: 'CloseDay', limit }),
    answer: ({ businessDay }, events) => {
      const expired = events.filter((event) => event.type === 'TicketExpired').length;
      return { status: 200, body: { businessDay, expired: before + expired } };
    },
    invocation,
  });

/** Expires the tickets of a large hall step by step, until one append takes the rest; says how many. */
const closeMost = async (
  deps: HttpDeps,
  { hallId, invocation }: Pick<Closing, 'hallId' | 'invocation'>,
): Promise<number> => {
  for (let before = 0; ;) {
    const { hall } = viewOf(deps, hallId);
    if (hall.status === 'unopened' || expiringAtClose(hall) <= closingStep) return before;
    // The key stands with the last step: a repeat of one that broke off in between goes on.
    const step = { ...invocation, idempotency: null };
    const { body } = await close(deps, { hallId, invocation: step, limit: closingStep, before });
    before = Number(body['expired']);
    await deps.live.caughtUp();
  }
};

const closeRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/close-day',
    tag: 'Admin',
    summary: 'Close the day',
    access: ['admin'],
    idempotent: true,
    params,
    responses: { 200: { description: 'The day', schema: closedOut } },
    problems: ['unknown_hall'],
    handle: async ({ params: { hallId }, invocation }) => {
      const before = await closeMost(deps, { hallId, invocation });
      const limit = closingStep * 2;
      return answerReply(await close(deps, { hallId, invocation, limit, before }));
    },
  });

const openRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/open-day',
    tag: 'Admin',
    summary: 'Go on with a day that was closed',
    access: ['admin'],
    idempotent: true,
    params,
    responses: { 200: { description: 'The day', schema: openedOut } },
    problems: ['unknown_hall'],
    handle: async ({ params: { hallId }, invocation }) =>
      answerReply(
        await deps.commands.execute({
          hallId,
          command: commandNow({ type: 'ReopenDay' }),
          answer: ({ businessDay }) => ({ status: 200, body: { businessDay } }),
          invocation,
        }),
      ),
  });

/** Closing the day, and going on with it. */
export const dayRoutes = (deps: HttpDeps): readonly Route[] => [closeRoute(deps), openRoute(deps)];
