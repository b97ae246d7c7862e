import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { withBody } from '../http/bodies.js';
import { simulatorCredentials } from '../account/credentials.js';
import type { World } from '../world.js';

/** What a person sends; other types than WeChat's own three can be tried too. */
const chatSchema = z.union([
  z.strictObject({ text: z.string().min(1).max(2048) }),
  z.strictObject({ image: z.string().min(1) }),
  z.strictObject({ page: z.string().min(1) }),
  z.strictObject({ type: z.string().regex(/^[a-z_]{1,32}$/) }),
]);
type Chat = z.output<typeof chatSchema>;

const punishSchema = z.strictObject({
  /** 2 is 功能封禁. */
  eventType: z.int().default(2),
});

/** What people and WeChat itself say to the account: each is a push, and opens the chat where it is one. */
export const chatPushRoutes = (world: World): Router => {
  const router = Router();
  chatRoutes(router, world);
  platformRoutes(router, world);
  return router;
};

const chatRoutes = (router: Router, { phones, pushes, chats }: World): void => {
  router.post('/simulator/phones/:name/chat', (request, response) => {
    withBody(chatSchema, { request, response }, (chat) => {
      const openid = phones.openId(request.params.name);
      chats.userWrote(openid);
      const { type, fields } = written(chat);
      response.json({ openid, msgId: pushes.chat(openid, type, fields) });
    });
  });
  router.post('/simulator/phones/:name/enter', ({ params }, response) => {
    const openid = phones.openId(params.name);
    chats.userEntered(openid);
    pushes.entered(openid);
    response.json({ openid });
  });
};

const withdrawals = {
  revoke: 'user_authorization_revoke',
  'cancel-account': 'user_authorization_cancellation',
} as const;

const platformRoutes = (router: Router, { phones, pushes }: World): void => {
  for (const [path, event] of Object.entries(withdrawals))
    router.post(`/simulator/phones/:name/${path}`, ({ params }, response) => {
      pushes.withdrawn(event, phones.openId(params.name));
      response.status(204).end();
    });
  router.post('/simulator/push/punish', (request, response) => {
    withBody(punishSchema, { request, response }, ({ eventType }) => {
      pushes.punished(eventType);
      response.status(204).end();
    });
  });
  router.post('/simulator/push/debug', (_request, response) => {
    pushes.debug();
    response.status(204).end();
  });
};

const written = (chat: Chat): Readonly<{ type: string; fields: Record<string, string> }> => {
  if ('text' in chat) return { type: 'text', fields: { Content: chat.text } };
  if ('image' in chat)
    return { type: 'image', fields: { PicUrl: chat.image, MediaId: randomUUID() } };
  if ('type' in chat) return { type: chat.type, fields: { MediaId: randomUUID() } };
  const { appId: AppId } = simulatorCredentials;
  const card = { Title: '排队', AppId, PagePath: chat.page, ThumbUrl: '', ThumbMediaId: '' };
  return { type: 'miniprogrampage', fields: card };
};
