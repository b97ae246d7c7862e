import { z } from 'zod';
import { templateId } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import type { Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { line } from '../schemas/values.js';
import { templatesOf } from './tickets.js';

const maxBytes = 64 * 1024;
const text = z.string().optional();
const query = z.object({ openId: text, templateId: text, userName: text, idCard: text });

/** Null where the text's percent escapes stand for no UTF-8. */
const decoded = (encoded: string): string | null => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
};

type Fields = ReadonlyMap<string, string>;

/**
 * A form's fields; null where one cannot be decoded or is given twice. `URLSearchParams` would take
 * a broken escape for the text that it is written with, and that text for a person's name.
 */
const fieldsOf = (form: string): Fields | null => {
  const fields = new Map<string, string>();
  for (const pair of form.split('&').filter((part) => part !== '')) {
    const [name, ...value] = pair.replaceAll('+', ' ').split('=').map(decoded);
    const text = value.includes(null) ? null : value.join('=');
    if (name === undefined || name === null || text === null || fields.has(name)) return null;
    fields.set(name, text);
  }
  return fields;
};

/** What is in the address, and what the form says instead. */
const bothOf = (search: string, form: string): Readonly<Record<string, string>> | null => {
  const [asked, posted] = [fieldsOf(search), fieldsOf(form)];
  return asked === null || posted === null ? null : Object.fromEntries([...asked, ...posted]);
};

/** Older mini-programs send a field that they have no value for as an empty one. */
const orEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const given = z.object({
  openId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  templateId: z.string().min(1).max(128),
  // They encode the name a second time.
  userName: orEmpty(z.string().max(900).transform(decoded).pipe(line(100))),
  idCard: orEmpty(line(32)),
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
    rawQuery: true,
    query,
    responses: {
      200: { description: '`true` when it is recorded', schema: z.boolean() },
    },
    problems: ['too_large', 'store_unavailable'],
    handle: async ({ search, text: form, invocation }) => {
      const fields = given.safeParse(bothOf(search, form));
      if (!fields.success || !isUsed(deps, fields.data.templateId)) return said(false);
      const { openId, templateId: template, userName, idCard } = fields.data;
      const subscriberId = await deps.subscribers.identify(openId, invocation);
      if (userName !== undefined || idCard !== undefined)
        await deps.subscribers.changeProfile(subscriberId, { userName, idCard }, invocation);
      await deps.subscriptions.grantLegacy(subscriberId, templateId(template), invocation);
      return said(true);
    },
  });
