import { Router } from 'express';
import type { Request, Response } from 'express';
import { toBuffer } from 'qrcode';
import { z } from 'zod';
import { answerCall, bodyOf, queryOf } from '../http/answering.js';
import { parseJson } from '../http/bodies.js';
import type { Drawing } from '../account/codes.js';
import type { Api } from '../faults.js';
import { errorReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import type { World } from '../world.js';

/** Codes, quotas and rids (docs/wechat.md). */
export const accountRoutes = (world: World): Router => {
  const router = Router();
  const post = (path: string, api: Api, work: (body: unknown) => Reply | Promise<Reply>): void =>
    void router.post(path, (request, response) =>
      behindToken(world, { request, response, api, work }),
    );
  const { codes, usage } = world;
  post('/wxa/getwxacodeunlimit', 'getwxacodeunlimit', (body) => drawn(codes.unlimited(body)));
  post('/wxa/getwxacode', 'getwxacode', (body) => drawn(codes.limited('getwxacode', body)));
  post('/cgi-bin/wxaapp/createwxaqrcode', 'createwxaqrcode', (body) =>
    drawn(codes.limited('createwxaqrcode', body)),
  );
  post('/cgi-bin/openapi/quota/get', 'quota_get', (body) => usage.quota(textIn(body, 'cgi_path')));
  post('/cgi-bin/openapi/rid/get', 'rid_get', (body) => usage.explain(textIn(body, 'rid')));
  post('/cgi-bin/clear_quota', 'clear_quota', (body) => clearQuota(world, body));
  return router;
};

type Asked = Readonly<{
  request: Request;
  response: Response;
  api: Api;
  /** Given the body as JSON, or undefined for what is none. */
  work: (body: unknown) => Reply | Promise<Reply>;
}>;

/** Answers a POST of JSON that needs an access token. */
export const behindToken = (
  world: World,
  { request, response, api, work }: Asked,
): Promise<void> => {
  world.counts[api] += 1;
  const checked = (): Reply | Promise<Reply> => {
    const refused = world.tokens.check(queryOf(request, 'access_token'));
    if (refused !== 0) return errorReply(refused);
    const raw = bodyOf(request);
    return raw === '' ? errorReply(44002) : work(parseJson(raw));
  };
  return answerCall(world.faults, { api, subject: {}, response, work: checked });
};

const clearQuota = ({ options, usage, sending }: World, body: unknown): Reply => {
  const appid = textIn(body, 'appid');
  if (appid === '') return errorReply(41002);
  if (options.appId !== undefined && appid !== options.appId) return errorReply(40013);
  return usage.clear(() => sending.clearDay());
};

/** The code as a picture, or the error. */
const drawn = async (drawing: Drawing | number): Promise<Reply> => {
  if (typeof drawing === 'number') return errorReply(drawing);
  const { text, width, numUsed } = drawing;
  const bytes = await toBuffer(text, { type: 'png', width, errorCorrectionLevel: 'M' });
  const headers = numUsed === null ? {} : { 'num-used': String(numUsed) };
  return { text: '', bytes, contentType: 'image/png', headers };
};

const textIn = (body: unknown, field: string): string => {
  const read = z.record(z.string(), z.unknown()).safeParse(body);
  const value = read.success ? read.data[field] : undefined;
  return typeof value === 'string' ? value : '';
};
