import { z } from 'zod';
import type { Picture } from '../../../application/ports/wechat.js';
import { queueOf } from '../../../domain/settings/settings.js';
import type { HallId, QueueId } from '../../../domain/ids.js';
import { boardView } from '../../../projections/board.js';
import { requireAllHalls } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { HttpProblem, unknown } from '../problem.js';
import { createRateLimit } from '../rate-limit.js';
import { ok, type Headers, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { codeOut, limitedCodeBody, pictureOut } from '../schemas/codes.js';
import { hallIdField, queueIdField, ticketIdField } from '../schemas/values.js';
import { weChatTroubles, weChatValue } from '../wechat-value.js';
import { settingsOf, viewOf } from './halls.js';
import { findTicket } from './tickets.js';

const picture = (description: string) => ({
  description,
  schema: pictureOut,
  contentType: 'image/*',
});
/** What is printed for one person is nobody else's to keep. */
const unkept: Headers = { 'Cache-Control': 'private, no-store' };
/**
 * Tickets' codes that one caller may have drawn in a second. All together have 5,000 a minute of
 * WeChat, and a kiosk that asks in a loop must not use up what the others need.
 */
const mostDrawnPerSecond = 10;
const ended = new Set(['completed', 'cancelled', 'expired']);

const pictureReply = ({ bytes, contentType }: Picture, status = 200, headers = {}): Reply => ({
  status,
  bytes,
  contentType,
  headers: { ...unkept, ...headers },
});

const ticketCodeRoute = (deps: HttpDeps): Route => {
  const limit = createRateLimit(mostDrawnPerSecond);
  return defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/tickets/{ticketId}/code',
    tag: 'Kiosk',
    summary: 'The mini-program code of a ticket, to be printed on its slip',
    description:
      'Whoever scans it may bind the ticket; good until the ticket ends. A token has at most ' +
      `${mostDrawnPerSecond} of them drawn in a second.`,
    access: ['admin', 'kiosk', 'terminal'],
    params: z.strictObject({ hallId: hallIdField, ticketId: ticketIdField }),
    responses: { 200: picture('The code') },
    problems: ['unknown_hall', 'unknown_ticket', 'ticket_ended', ...weChatTroubles],
    handle: async ({ params: { hallId, ticketId }, actor }) => {
      await limit?.(actor.kind === 'token' ? actor.tokenId : actor.kind);
      settingsOf(deps, hallId);
      const found = await findTicket(deps, ticketId);
      if (found.hallId !== hallId) throw unknown('ticket', ticketId);
      if (ended.has(found.page.state))
        throw new HttpProblem('ticket_ended', `the ticket is ${found.page.state}`);
      return pictureReply(weChatValue(await deps.codes.pictures.ofTicket(ticketId)));
    },
  });
};

/** @throws HttpProblem `unknown_hall`, `unknown_queue` */
const requireQueue = (deps: HttpDeps, hallId: HallId, queueId: QueueId): void => {
  if (queueOf(settingsOf(deps, hallId), queueId) === undefined) throw unknown('queue', queueId);
};

const queueCodeRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/queues/{queueId}/code',
    tag: 'Kiosk',
    summary: 'The mini-program code of a queue, for a poster',
    description: 'Whoever scans it comes to this queue, and may take a number where holders may.',
    access: ['admin', 'kiosk'],
    params: z.strictObject({ hallId: hallIdField, queueId: queueIdField }),
    responses: { 200: picture('The code') },
    problems: ['unknown_hall', 'unknown_queue', ...weChatTroubles],
    handle: async ({ params: { hallId, queueId } }) => {
      requireQueue(deps, hallId, queueId);
      return pictureReply(weChatValue(await deps.codes.pictures.ofQueue({ hallId, queueId })));
    },
  });

/** What stands at a queue, for whoever came by its poster; null where there is none any more. */
const queueMeaning = (deps: HttpDeps, hallId: HallId, queueId: QueueId) => {
  const settings = settingsOf(deps, hallId);
  const { name: hallName, holdersTakeNumbers } = settings;
  const { queues } = boardView(viewOf(deps, hallId), { area: null, at: deps.options.now() });
  const queue = queues.find((one) => one.queueId === queueId);
  if (queue === undefined) return null;
  const { name: queueName, waiting, paused } = queue;
  return {
    kind: 'queue',
    hallId,
    hallName,
    queueId,
    queueName,
    waiting,
    paused,
    holdersTakeNumbers,
    bookableDays: queueOf(settings, queueId)?.appointments?.bookableDays ?? null,
  };
};

const meaningOf = (deps: HttpDeps, code: string) => {
  if (deps.bindCodes.ticketOf(code) !== null) return { kind: 'ticket' };
  const queue = deps.codes.posters.queueOf(code);
  return queue === null ? null : queueMeaning(deps, queue.hallId, queue.queueId);
};

const meaningRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/codes/{code}',
    tag: 'Holder',
    summary: 'What a scanned code (its `scene`) means: a ticket to be bound, or a queue',
    access: ['holder'],
    params: z.strictObject({ code: z.string().min(1).max(256) }),
    responses: { 200: { description: 'What it is; of a ticket nothing more', schema: codeOut } },
    problems: ['unknown_code'],
    handle: ({ params: { code } }) => {
      const meaning = meaningOf(deps, code);
      if (meaning === null) throw new HttpProblem('unknown_code', 'this is no code of ours');
      return ok(meaning);
    },
  });

const limitedCodeRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/wechat/limited-codes',
    tag: 'WeChat',
    summary: 'Draw a code of the kinds that WeChat gives an account 100,000 of, for ever',
    description: 'The same `api`, `path` and `width` again gets the picture that was drawn before.',
    access: ['admin'],
    idempotent: true,
    body: limitedCodeBody,
    responses: {
      200: picture('The code as it was drawn before'),
      201: picture('The code, drawn now'),
    },
    problems: ['limited_codes_spent', ...weChatTroubles],
    handle: async ({ body, actor, invocation }) => {
      requireAllHalls(actor);
      const answer = weChatValue(await deps.codes.limited.make(body, invocation));
      const headers = answer.replayed ? { 'Idempotency-Replayed': 'true' } : {};
      return pictureReply(answer.picture, answer.isNew ? 201 : 200, headers);
    },
  });

/** Codes that open the mini-program, and what they mean. */
export const codeRoutes = (deps: HttpDeps): readonly Route[] => [
  ticketCodeRoute(deps),
  queueCodeRoute(deps),
  meaningRoute(deps),
  limitedCodeRoute(deps),
];
