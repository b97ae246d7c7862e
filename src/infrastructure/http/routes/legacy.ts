import { z } from 'zod';
import { templateId } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import type { Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { templatesOf } from './tickets.js';

const maxBytes = 64 * 1024;
const text = z.string().max(1024).optional();
const query = z.object({ openId: text, templateId: text, userName: text, idCard: text });

/** The older mini-programs encode the name a second time. */
const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    // Not encoded, then: a name may hold a percent sign.
    return name;
  }
};

const given = z.object({
  openId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  templateId: z.string().min(1).max(128),
  userName: z.string().max(300).transform(decoded).pipe(z.string().max(100)).optional(),
  idCard: z.string().max(32).optional(),
});

const said = (value: boolean): Reply => ({
  status: 200,
  text: String(value),
  contentType: 'application/json; charset=utf-8',
});

const isUsed = (deps: HttpDeps, template: string): boolean =>
  deps.settings
    .hallIds()
    .some((hallId) => templatesOf(deps, hallId).some(({ templateId: used }) => used === template));

/**
 * What mini-programs written for the older back end call after `wx.requestSubscribeMessage`. It
 * trusts the openid that the client names, so it is there only where `LEGACY_ENDPOINTS` is on.
 */
export const legacyRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/SaveMessageAuthority.do',
    tag: 'WeChat',
    summary: 'Record one acceptance, as the older back end did',
    description: 'Form or query: `openId`, `templateId`, `userName` (URL-encoded), `idCard`.',
    access: 'public',
    rawBody: maxBytes,
    query,
    responses: {
      200: { description: '`true` when it is recorded', schema: z.boolean() },
    },
    problems: ['too_large', 'store_unavailable'],
    handle: async ({ query: asked, text: form, invocation }) => {
      const fields = given.safeParse({
        ...asked,
        ...Object.fromEntries(new URLSearchParams(form)),
      });
      if (!fields.success || !isUsed(deps, fields.data.templateId)) return said(false);
      const { openId, templateId: template, userName, idCard } = fields.data;
      const subscriberId = await deps.subscribers.identify(openId, invocation);
      if (userName !== undefined || idCard !== undefined)
        await deps.subscribers.changeProfile(subscriberId, { userName, idCard }, invocation);
      await deps.subscriptions.grantLegacy(subscriberId, templateId(template), invocation);
      return said(true);
    },
  });
