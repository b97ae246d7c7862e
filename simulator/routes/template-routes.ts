import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { answerCall, bodyOf, queryOf } from '../http/answering.js';
import { parseJson } from '../http/bodies.js';
import type { Api } from '../faults.js';
import { accountCategories, publicTemplates } from '../account/public-templates.js';
import { errorReply, jsonReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import type { World } from '../world.js';

const base = '/wxaapi/newtmpl';
const mostTitles = 30;

type Work = (request: Request, world: World) => Reply;

/** The management of templates (docs/wechat.md). */
export const templateRoutes = (world: World): Router => {
  const router = Router();
  const handler =
    (api: Api, work: Work) =>
    (request: Request, response: Response): Promise<void> =>
      called({ world, api, request, response }, work);
  router.get(`${base}/gettemplate`, handler('gettemplate', list));
  router.get(`${base}/getcategory`, handler('getcategory', categories));
  router.get(`${base}/getpubtemplatetitles`, handler('getpubtemplatetitles', titles));
  router.get(`${base}/getpubtemplatekeywords`, handler('getpubtemplatekeywords', keywords));
  router.post(`${base}/addtemplate`, handler('addtemplate', add));
  router.post(`${base}/deltemplate`, handler('deltemplate', remove));
  return router;
};

type Called = Readonly<{ world: World; api: Api; request: Request; response: Response }>;

const called = ({ world, api, request, response }: Called, work: Work): Promise<void> => {
  world.counts[api] += 1;
  return answerCall(world.faults, {
    api,
    subject: {},
    response,
    work: () => {
      const refused = world.tokens.check(queryOf(request, 'access_token'));
      return refused === 0 ? work(request, world) : errorReply(refused);
    },
  });
};

const done = (more: object): Reply => jsonReply({ errcode: 0, errmsg: 'ok', ...more });

const list: Work = (_request, { account, options }) =>
  account.mayList(options.templateListsPerDay) ? done({ data: account.all() }) : errorReply(45009);

const categories: Work = () => done({ data: accountCategories });

const whole = z.coerce.number().int().min(0);

const titles: Work = (request) => {
  const start = whole.safeParse(queryOf(request, 'start'));
  const limit = whole.max(mostTitles).safeParse(queryOf(request, 'limit'));
  const ids = queryOf(request, 'ids') ?? '';
  if (!start.success) return errorReply(200016);
  if (!limit.success) return errorReply(200017);
  if (!/^\d+(,\d+)*$/.test(ids)) return errorReply(200018);
  const wanted = new Set(ids.split(','));
  const found = publicTemplates.filter(({ categoryId }) => wanted.has(categoryId));
  const page = found.slice(start.data, start.data + limit.data);
  const data = page.map(({ keywords: _keywords, ...title }) => title);
  return done({ count: found.length, data });
};

const keywords: Work = (request) => {
  const tid = queryOf(request, 'tid');
  const template = publicTemplates.find((one) => String(one.tid) === tid);
  return template === undefined ? errorReply(200014) : done({ data: template.keywords });
};

const addSchema = z.object({
  tid: z.coerce.string(),
  kidList: z.array(z.number()).catch([]),
  sceneDesc: z.string().catch(''),
});

const add: Work = (request, { account }) => {
  const body = addSchema.safeParse(jsonOf(request));
  if (!body.success) return errorReply(47001);
  const added = account.add(body.data);
  return added.ok ? done({ priTmplId: added.priTmplId }) : errorReply(added.errcode);
};

const removeSchema = z.object({ priTmplId: z.string() });

const remove: Work = (request, { account }) => {
  const body = removeSchema.safeParse(jsonOf(request));
  if (!body.success) return errorReply(47001);
  return account.delete(body.data.priTmplId) ? done({}) : errorReply(200002);
};

const jsonOf = (request: Request): unknown => parseJson(bodyOf(request));
