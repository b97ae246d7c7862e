import type { RequestHandler } from 'express';
import { bodyOf } from './answering.js';
import type { Usage } from '../account/usage.js';

const longestBody = 2048;

/** Notes every call of an API, and those refused with a rid; what `/sns` refuses cannot be looked up. */
export const notingCalls =
  (usage: Usage, now: () => number): RequestHandler =>
  (request, response, next) => {
    const startedAt = now();
    const isApi = /^\/(cgi-bin|wxa|wxaapi)\//.test(request.path);
    if (isApi) usage.called(request.path);
    response.once('answered', (text: string) => {
      const rid = /"errmsg":"[^"]*rid: ([0-9a-f-]+)"/.exec(text)?.[1];
      if (!isApi || rid === undefined) return;
      usage.refused({
        rid,
        at: startedAt,
        costMs: now() - startedAt,
        url: `https://api.weixin.qq.com${request.originalUrl}`,
        request: bodyOf(request).slice(0, longestBody),
        response: text,
      });
    });
    next();
  };
