import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { behindToken } from './account-routes.js';
import { answerCall, queryOf } from '../http/answering.js';
import { formParts } from '../http/form.js';
import { errorReply, jsonReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import type { World } from '../world.js';

/** Customer-service messages and temporary media (docs/wechat.md). */
export const chatRoutes = (world: World): Router => {
  const router = Router();
  router.post('/cgi-bin/message/custom/send', (request, response) =>
    behindToken(world, {
      request,
      response,
      api: 'kefu_send',
      work: (body) => sendChat(world, body),
    }),
  );
  router.post('/cgi-bin/media/upload', (request, response) => upload(world, request, response));
  router.get('/cgi-bin/media/get', (request, response) => download(world, request, response));
  return router;
};

const chatBodySchema = z.object({
  touser: z.string().default(''),
  msgtype: z.string().default(''),
  text: z.object({ content: z.string() }).optional(),
  image: z.object({ media_id: z.string() }).optional(),
  miniprogrampage: z
    .object({
      title: z.string().default(''),
      pagepath: z.string().default(''),
      thumb_media_id: z.string().default(''),
    })
    .optional(),
});
type ChatBody = z.infer<typeof chatBodySchema>;
type Content = Pick<Parameters<World['chats']['deliver']>[0], 'type' | 'text' | 'mediaId' | 'page'>;

const sendChat = (world: World, given: unknown): Reply => {
  const body = chatBodySchema.safeParse(given);
  if (!body.success) return errorReply(47001);
  const openid = body.data.touser;
  const user = world.phones.nameOf(openid);
  if (user === undefined) return errorReply(40003);
  const content = contentOf(world, body.data);
  if (typeof content === 'number') return errorReply(content);
  const refusal = world.chats.refusalOf(openid);
  if (refusal !== null) return errorReply(refusal);
  world.chats.deliver({ user, openid, ...content });
  return jsonReply({ errcode: 0, errmsg: 'ok' });
};

const nothing = { text: null, mediaId: null, page: null } as const;

/** What arrives, or the errcode. */
const contentOf = ({ media }: World, body: ChatBody): Content | number => {
  const { msgtype, text, image, miniprogrampage: page } = body;
  if (msgtype === 'text')
    return text === undefined || text.content === ''
      ? 44004
      : { ...nothing, type: 'text', text: text.content };
  if (msgtype === 'image') {
    const mediaId = image?.media_id ?? '';
    return media.get(mediaId) === null ? 40007 : { ...nothing, type: 'image', mediaId };
  }
  if (msgtype !== 'miniprogrampage' || page === undefined) return 40008;
  const { title, pagepath: pagePath, thumb_media_id: thumbMediaId } = page;
  if (media.get(thumbMediaId) === null) return 40007;
  return { ...nothing, type: 'miniprogrampage', page: { title, pagePath, thumbMediaId } };
};

const upload = (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.media_upload += 1;
  const work = (): Reply => {
    const refused = world.tokens.check(queryOf(request, 'access_token'));
    if (refused !== 0) return errorReply(refused);
    // Voices, videos and thumbnails are not simulated.
    if (queryOf(request, 'type') !== 'image') return errorReply(40004);
    const body: unknown = request.body;
    const parts = Buffer.isBuffer(body)
      ? formParts(request.headers['content-type'] ?? '', body)
      : [];
    const part = parts.find(({ name, filename }) => name === 'media' && filename !== null);
    if (part === undefined) return errorReply(41005);
    const put = world.media.put(part.bytes);
    if (typeof put === 'number') return errorReply(put);
    const { mediaId: media_id, at } = put;
    const uploaded = { type: 'image', media_id, created_at: Math.floor(at / 1000) };
    return jsonReply({ errcode: 0, errmsg: 'ok', ...uploaded });
  };
  return answerCall(world.faults, { api: 'media_upload', subject: {}, response, work });
};

const download = (world: World, request: Request, response: Response): Promise<void> => {
  world.counts.media_get += 1;
  const work = (): Reply => {
    const refused = world.tokens.check(queryOf(request, 'access_token'));
    if (refused !== 0) return errorReply(refused);
    const medium = world.media.get(queryOf(request, 'media_id') ?? '');
    if (medium === null) return errorReply(40007);
    const { bytes, contentType } = medium;
    const headers = { 'content-disposition': 'attachment; filename="media"' };
    return { text: '', bytes, contentType, headers };
  };
  return answerCall(world.faults, { api: 'media_get', subject: {}, response, work });
};
