import { Router } from 'express';
import type { Request, Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { answer, answerCall, bodyOf, queryOf } from '../http/answering.js';
import { parseJson } from '../http/bodies.js';
import { errorReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import { cardSwitchSchema } from '../phones/service-cards.js';
import type { World } from '../world.js';

/** Service cards: the two APIs, and the phones that show them. */
export const cardRoutes = (world: World): Router => {
  const router = Router();
  router.post('/wxa/set_user_notify', (request, response) => setCard(world, request, response));
  router.post('/wxa/get_user_notify', (request, response) => getCard(world, request, response));
  router.get('/simulator/cards', (request, response) => {
    response.json({ items: world.cards.list(queryOf(request, 'user')) });
  });
  router.post('/simulator/phones/:name/live-activity', (request, response) => {
    const tap = tapSchema.safeParse(parseJson(bodyOf(request)));
    if (!tap.success) return void response.status(400).json({ error: z.prettifyError(tap.error) });
    response.json({ code: world.cards.newCode(request.params.name, tap.data.type) });
  });
  router.put('/simulator/phones/:name/cards', (request, response) => {
    const to = cardSwitchSchema.safeParse(parseJson(bodyOf(request)));
    if (!to.success) return void response.status(400).json({ error: z.prettifyError(to.error) });
    world.cards.switchCards(request.params.name, to.data);
    response.json({ items: world.cards.list(request.params.name) });
  });
  return router;
};

/** `activity-type` of the button. */
const tapSchema = z.strictObject({ type: z.int() });

const codeSchema = z.object({ notify_code: z.string() });
const codeIn = (body: unknown): string => codeSchema.safeParse(body).data?.notify_code ?? '';

type Api = 'set_user_notify' | 'get_user_notify';
type CardCall = Readonly<{ api: Api; work: (body: unknown) => Reply }>;

const setCard = async (world: World, request: Request, response: Response): Promise<void> => {
  const code = codeIn(parseJson(bodyOf(request)));
  const leave = world.cards.enter(code);
  if (leave === null) {
    world.counts.set_user_notify += 1;
    return answer(response, errorReply(85449));
  }
  response.once('close', leave);
  const delayMs = world.options.sendDelayMs ?? 0;
  if (delayMs > 0) await sleep(delayMs);
  const call: CardCall = { api: 'set_user_notify', work: (body) => world.cards.set(body) };
  await answered(world, call, { request, response });
};

const getCard = (world: World, request: Request, response: Response): Promise<void> => {
  const call: CardCall = { api: 'get_user_notify', work: (body) => world.cards.get(body) };
  return answered(world, call, { request, response });
};

const answered = (
  world: World,
  { api, work }: CardCall,
  { request, response }: Readonly<{ request: Request; response: Response }>,
): Promise<void> => {
  world.counts[api] += 1;
  const raw = bodyOf(request);
  const body = parseJson(raw);
  const subject = { user: world.cards.userOf(codeIn(body)) };
  const checked = (): Reply => {
    const refused = world.tokens.check(queryOf(request, 'access_token'));
    if (refused !== 0) return errorReply(refused);
    if (raw === '') return errorReply(44002);
    return body === undefined ? errorReply(47001) : work(body);
  };
  return answerCall(world.faults, { api, subject, response, work: checked });
};
