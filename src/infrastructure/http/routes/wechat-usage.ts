import { z } from 'zod';
import { instant } from '../../../domain/ids.js';
import { requireAllHalls } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { HttpProblem } from '../problem.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { timeOut } from '../schemas/values.js';
import { weChatTroubles, weChatValue } from '../wechat-value.js';

const quotaQuery = z.strictObject({
  path: z
    .string()
    .regex(/^\/[a-z0-9_-]+(\/[a-z0-9_-]+){1,5}$/, 'must be a path of an API of WeChat')
    .default('/cgi-bin/message/subscribe/send'),
});
const quotaOut = z
  .object({
    path: z.string(),
    dailyLimit: z.number().int(),
    used: z.number().int(),
    remain: z.number().int(),
  })
  .meta({ id: 'WeChatQuota' });

/** Mistyped, older than seven days, or of `/sns`, which WeChat does not look up. */
const ridNotFound = 76001;

const rid = z
  .string()
  .regex(/^[0-9a-f]{1,16}(-[0-9a-f]{1,16}){1,4}$/, 'must be a rid, as at the end of an errmsg');
const callOut = z
  .object({ path: z.string(), at: timeOut, costMs: z.number().int(), response: z.string() })
  .meta({ id: 'WeChatCall' });

const quotaRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/wechat/quota',
    tag: 'WeChat',
    summary: "How much of an API's daily quota is used, as WeChat counts it",
    access: ['admin'],
    query: quotaQuery,
    responses: { 200: { description: 'The quota of today', schema: quotaOut } },
    problems: weChatTroubles,
    handle: async ({ query: { path }, actor }) => {
      requireAllHalls(actor);
      return ok({ path, ...weChatValue(await deps.weChatUsage.quota(path)) });
    },
  });

const callRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/wechat/calls/{rid}',
    tag: 'WeChat',
    summary: 'What WeChat still knows of a call that it refused, by its rid',
    description: 'Of the last seven days; what is secret or personal is left out.',
    access: ['admin'],
    params: z.strictObject({ rid }),
    responses: { 200: { description: 'The call', schema: callOut } },
    problems: ['unknown_call', ...weChatTroubles],
    handle: async ({ params, actor }) => {
      requireAllHalls(actor);
      const explained = await deps.weChatUsage.explain(params.rid);
      if (explained.outcome === 'refused' && explained.errcode === ridNotFound)
        throw new HttpProblem('unknown_call', 'WeChat knows of no call with this rid');
      const { invokedAt, ...call } = weChatValue(explained);
      return ok({ ...call, at: instant(invokedAt * 1000) });
    },
  });

/** What an operator asks WeChat about the calls that the service makes. */
export const weChatUsageRoutes = (deps: HttpDeps): readonly Route[] => [
  quotaRoute(deps),
  callRoute(deps),
];
