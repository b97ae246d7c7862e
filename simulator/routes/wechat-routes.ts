import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { accountRoutes } from './account-routes.js';
import { answer, answerCall, bodyOf, queryOf } from '../http/answering.js';
import { parseJson } from '../http/bodies.js';
import { cardRoutes } from './card-routes.js';
import { chatRoutes } from './chat-routes.js';
import { unionIdOf } from '../phones/phones.js';
import { errorReply, snsErrorReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import { readSendBody } from '../phones/sending.js';
import type { SendBody } from '../phones/sending.js';
import type { World } from '../world.js';

type Credentials = Readonly<{ appid: string; secret: string; grantType: string }>;

/** The APIs of api.weixin.qq.com that the service calls. */
export const wechatRoutes = (world: World): Router => {
  const router = Router();
  router.all('/cgi-bin/stable_token', (request, response) => stableToken(world, request, response));
  router.get('/cgi-bin/token', (request, response) => legacyToken(world, request, response));
  router.get('/sns/jscode2session', (request, response) => codeToSession(world, request, response));
  router.post('/cgi-bin/message/subscribe/send', (request, response) =>
    subscribeSend(world, request, response),
  );
  router.use(accountRoutes(world));
  router.use(chatRoutes(world));
  router.use(cardRoutes(world));
  return router;
};

const tokenBodySchema = z.object({
  grant_type: z.string().default(''),
  appid: z.string().default(''),
  secret: z.string().default(''),
  force_refresh: z.boolean().default(false),
});

const stableToken = (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.stable_token += 1;
  const work = (): Reply => {
    if (request.method !== 'POST') return errorReply(43002);
    const body = tokenBodySchema.safeParse(parseJson(bodyOf(request)));
    if (!body.success) return errorReply(47001);
    const { appid, secret, grant_type: grantType, force_refresh: force } = body.data;
    const errcode = credentialsError(world, { appid, secret, grantType });
    return errcode === 0 ? world.tokens.stable(force) : errorReply(errcode);
  };
  return answerCall(world.faults, { api: 'stable_token', subject: {}, response, work });
};

const legacyToken = (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.token += 1;
  const work = (): Reply => {
    const errcode = credentialsError(world, {
      appid: queryOf(request, 'appid') ?? '',
      secret: queryOf(request, 'secret') ?? '',
      grantType: queryOf(request, 'grant_type') ?? '',
    });
    return errcode === 0 ? world.tokens.legacy() : errorReply(errcode);
  };
  return answerCall(world.faults, { api: 'token', subject: {}, response, work });
};

const credentialsError = (world: World, given: Credentials): number => {
  const { appId, secret } = world.options;
  if (!['client_credential', 'authorization_code'].includes(given.grantType)) return 40002;
  if (given.appid === '') return 41002;
  if (given.secret === '') return 41004;
  if (appId !== undefined && given.appid !== appId) return 40013;
  return secret !== undefined && given.secret !== secret ? 40125 : 0;
};

const codeToSession = (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.code2session += 1;
  const code = queryOf(request, 'js_code') ?? '';
  const work = (): Reply => {
    const errcode = credentialsError(world, {
      appid: queryOf(request, 'appid') ?? '',
      secret: queryOf(request, 'secret') ?? '',
      grantType: queryOf(request, 'grant_type') ?? '',
    });
    if (errcode !== 0) return snsErrorReply(errcode);
    if (code === '') return snsErrorReply(41008);
    const used = world.phones.useCode(code);
    if (!used.ok) return snsErrorReply(used.errcode);
    const session = {
      session_key: randomBytes(16).toString('base64'),
      openid: world.phones.openId(used.name),
      ...(world.options.openPlatform === true
        ? { unionid: unionIdOf(used.name), errcode: 0, errmsg: 'ok' }
        : {}),
    };
    return { text: JSON.stringify(session), contentType: 'text/plain' };
  };
  return answerCall(world.faults, { api: 'code2session', subject: {}, response, work });
};

const subscribeSend = async (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.send += 1;
  const body = readSendBody(bodyOf(request));
  const refused = world.tokens.check(queryOf(request, 'access_token'));
  const subject = typeof body === 'number' ? {} : world.sending.subjectOf(body);
  if (refused !== 0 || typeof body === 'number') {
    const errcode = refused !== 0 ? refused : Number(body);
    const work = (): Reply => errorReply(errcode);
    return answerCall(world.faults, { api: 'send', subject, response, work });
  }
  const leave = world.sending.enter(body.touser);
  if (leave === null) return answer(response, errorReply(43108));
  response.once('close', leave);
  await deliver(world, body, response);
};

const deliver = async (world: World, body: SendBody, response: Response): Promise<void> => {
  const delayMs = world.options.sendDelayMs ?? 0;
  if (delayMs > 0) await sleep(delayMs);
  await answerCall(world.faults, {
    api: 'send',
    subject: world.sending.subjectOf(body),
    response,
    work: () => world.sending.send(body),
  });
};
