import { Router } from 'express';
import { queryOf } from '../http/answering.js';
import type { World } from '../world.js';

/** What phones see of codes and chats. */
export const accountControlRoutes = ({ codes, chats, media }: World): Router => {
  const router = Router();
  router.get('/simulator/codes', (_request, response) => {
    response.json({ items: codes.all() });
  });
  router.get('/simulator/chats', (request, response) => {
    response.json({ items: chats.received(queryOf(request, 'user')) });
  });
  router.get('/simulator/media/:id', ({ params }, response) => {
    const medium = media.get(params.id);
    if (medium === null) {
      response
        .status(404)
        .json({ error: `${params.id}: no such picture, or its three days are over` });
      return;
    }
    response.writeHead(200, { 'content-type': medium.contentType, 'cache-control': 'no-store' });
    response.end(medium.bytes);
  });
  return router;
};
