import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { queryOf } from '../http/answering.js';
import { withBody } from '../http/bodies.js';
import { faultPlanSchema } from '../faults.js';
import type { DeliveredMessages } from '../phones/messages.js';
import { switchesSchema } from '../phones/sending.js';
import { pushSchema } from '../push/push.js';
import { requestSubscribeMessage, subscribeSchema } from '../phones/subscribing.js';
import type { World } from '../world.js';

const acceptSchema = z.strictObject({
  templateIds: z.array(z.string()).min(1),
  times: z.int().min(1).max(1_000_000).default(1),
});

/** What people and tests use: the phones, what they received, and the faults. */
export const controlRoutes = (world: World, messages: DeliveredMessages): Router => {
  const router = Router();
  const list = (request: Request, response: Response): void =>
    listMessages(messages, request, response);
  router.get('/messages', list);
  router.get('/simulator/messages', list);
  router.get('/simulator/requests', (_request, response) => void response.json(world.counts));
  phoneRoutes(router, world);
  pushRoutes(router, world);
  faultRoutes(router, world);
  return router;
};

const phoneRoutes = (router: Router, world: World): void => {
  router.get('/simulator/phones', (_request, response) => {
    response.json({ items: world.phones.list() });
  });
  router.post('/simulator/phones/:name/login', (request, response) => {
    response.json({ code: world.phones.newCode(request.params.name) });
  });
  router.post('/simulator/phones/:name/accept', (request, response) => {
    withBody(acceptSchema, { request, response }, ({ templateIds, times }) => {
      for (const id of templateIds) world.phones.accept(request.params.name, id, times);
      response.json({ openid: world.phones.openId(request.params.name) });
    });
  });
  router.post('/simulator/phones/:name/subscribe', (request, response) => {
    withBody(subscribeSchema, { request, response }, (tap) => {
      response.json(requestSubscribeMessage(world, request.params.name, tap));
    });
  });
};

const changeSchema = z.strictObject({ templateIds: z.array(z.string()).min(1) });

const pushRoutes = (router: Router, { phones, pushes }: World): void => {
  const show = (response: Response): void => {
    const { url, mode, format } = pushes.options ?? { url: null, mode: null, format: null };
    response.json({ url, mode, format, pushed: pushes.pushed });
  };
  router.get('/simulator/push', (_request, response) => show(response));
  router.put('/simulator/push', (request, response) => {
    withBody(pushSchema, { request, response }, (options) => {
      pushes.configure(options);
      show(response);
    });
  });
  router.delete('/simulator/push', (_request, response) => {
    pushes.configure(null);
    response.status(204).end();
  });
  router.post('/simulator/phones/:name/change', (request, response) => {
    withBody(changeSchema, { request, response }, ({ templateIds }) => {
      const { name } = request.params;
      for (const id of templateIds) phones.takeBack(name, id);
      pushes.changed(phones.openId(name), templateIds);
      response.status(204).end();
    });
  });
};

const faultRoutes = (router: Router, world: World): void => {
  router.get(
    '/simulator/faults',
    (_request, response) => void response.json(world.faults.pending()),
  );
  router.put('/simulator/faults', (request, response) => {
    withBody(faultPlanSchema, { request, response }, (plan) => {
      world.faults.set(plan);
      response.json(world.faults.pending());
    });
  });
  router.delete('/simulator/faults', (_request, response) => {
    world.faults.clear();
    response.status(204).end();
  });
  router.put('/simulator/switches', (request, response) => {
    withBody(switchesSchema, { request, response }, (switches) => {
      world.sending.setSwitches(switches);
      response.json(world.sending.switches());
    });
  });
  router.post('/simulator/tokens/revoke', (_request, response) => {
    world.tokens.revokeAll();
    response.status(204).end();
  });
};

const countSchema = z.coerce.number().int().min(0).optional();

const listMessages = (messages: DeliveredMessages, request: Request, response: Response): void => {
  const cursor = countSchema.safeParse(queryOf(request, 'cursor'));
  const limit = countSchema.safeParse(queryOf(request, 'limit'));
  if (!cursor.success || !limit.success) {
    response.status(400).json({ error: 'cursor, limit: expected a number' });
    return;
  }
  response.json(
    messages.page({
      openid: queryOf(request, 'openid'),
      user: queryOf(request, 'user'),
      templateId: queryOf(request, 'templateId'),
      cursor: cursor.data,
      limit: limit.data,
    }),
  );
};
