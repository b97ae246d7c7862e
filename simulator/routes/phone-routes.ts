import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { bodyOf } from '../http/answering.js';
import { parseJson } from '../http/bodies.js';
import { changeStream } from '../http/changes.js';
import type { Changes } from '../http/changes.js';
import { deskPage, phonePage } from '../http/page.js';
import { pushSchema } from '../push/push.js';
import type { KeptAnswer } from '../phones/subscribe-settings.js';
import type { World } from '../world.js';

/** Scripts and styles are files of ours; mini-program pages style their elements one by one. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const settingsSchema = z.strictObject({
  mainSwitch: z.boolean().optional(),
  /** Per template: an answer to keep, or null to be asked again. */
  items: z.record(z.string(), z.enum(['accept', 'reject']).nullable()).default({}),
});

const changeSchema = z.record(z.string(), z.unknown());

/** The pages with phones, and what only they need. */
export const phoneRoutes = (world: World, changes: Changes): Router => {
  const router = Router();
  const html =
    (render: (name: string) => string): RequestHandler<{ name?: string }> =>
    (request, response) => {
      response.setHeader('content-security-policy', contentSecurityPolicy);
      response.setHeader('cache-control', 'no-store');
      response.type('html').send(render(request.params.name ?? ''));
    };
  router.get('/', html(deskPage));
  router.get('/phone/:name', html(phonePage));
  router.use('/assets/phone', assets('../phone/'));
  router.use('/assets/miniprogram', assets('../../miniprogram-web/'));
  router.get('/simulator/changes', changeStream(changes));
  router.get('/simulator/templates', (_request, response) => {
    response.json({ items: world.templates });
  });
  settingsRoutes(router, world);
  pushRoutes(router, world);
  return router;
};

/** Files that the build has put beside the simulator. */
const assets = (folder: string): RequestHandler => {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  if (existsSync(path)) return express.static(path, { index: false, redirect: false });
  return (_request, response) => {
    response.status(404).json({ error: `${folder}: not built; npm run build makes it` });
  };
};

const settingsRoutes = (router: Router, world: World): void => {
  const { settings } = world.phones;
  router.get('/simulator/phones/:name/settings', ({ params }, response) => {
    response.json(settings.of(params.name));
  });
  router.put('/simulator/phones/:name/settings', (request, response) => {
    const parsed = settingsSchema.safeParse(parseJson(bodyOf(request)));
    if (!parsed.success) {
      return void response.status(400).json({ error: z.prettifyError(parsed.error) });
    }
    const { name } = request.params;
    const { mainSwitch, items } = parsed.data;
    if (mainSwitch !== undefined) settings.setMainSwitch(name, mainSwitch);
    keepAnswers(world, name, items);
    response.json(settings.of(name));
  });
};

/** Changes how events are pushed; what the body does not name stays, such as a token nobody sees. */
const pushRoutes = (router: Router, { pushes }: World): void => {
  router.patch('/simulator/push', (request, response) => {
    const change = changeSchema.safeParse(parseJson(bodyOf(request)));
    const merged = pushSchema.safeParse({ ...pushes.options, ...change.data });
    if (!change.success || !merged.success) {
      const error = change.error ?? merged.error;
      return void response.status(400).json({ error: error && z.prettifyError(error) });
    }
    pushes.configure(merged.data);
    response.status(204).end();
  });
};

const keepAnswers = (
  { phones, pushes }: World,
  name: string,
  items: Readonly<Record<string, KeptAnswer | null>>,
): void => {
  const refused = Object.keys(items).filter((id) => items[id] === 'reject');
  for (const [id, answer] of Object.entries(items)) phones.settings.keep(name, id, answer);
  for (const id of refused) phones.takeBack(name, id);
  // WeChat tells the account of refusals only.
  if (refused.length > 0) pushes.changed(phones.openId(name), refused);
};
