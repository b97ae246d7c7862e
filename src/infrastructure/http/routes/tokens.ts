import { z } from 'zod';
import type { AccessTokens } from '../../../application/ports/inbound/administrators.js';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import { windowOf } from '../../../domain/settings/settings.js';
import { confinedTo, requireHall } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { HttpProblem, unknown } from '../problem.js';
import { noContent, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { hallIdField, line, pageOf, pageQuery, timeOut, windowIdField } from '../schemas/values.js';
import { settingsOf } from './halls.js';
import { pageOfList } from './pages.js';

const path = '/api/v1/tokens';

/** What a token may do, as whoever gives it says it. */
export const tokenGrantBody = z
  .strictObject({
    role: z.enum(['admin', 'terminal', 'kiosk', 'auditor']),
    hallId: hallIdField.nullable().optional(),
    windowIds: z.array(windowIdField).min(1).max(500).nullable().optional(),
    label: line(100),
  })
  .superRefine(({ role, hallId, windowIds }, context) => {
    const issue = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const needsHall = role === 'terminal' || role === 'kiosk';
    if (needsHall && (hallId ?? null) === null) issue('hallId', `a ${role} needs a hall`);
    if (role !== 'terminal' && (windowIds ?? null) !== null)
      issue('windowIds', 'only a terminal acts for windows');
  });

const shape = {
  tokenId: z.string(),
  role: z.string(),
  hallId: z.string().nullable(),
  windowIds: z.array(z.string()).nullable(),
  label: z.string(),
  issuedAt: timeOut,
};
const tokenOut = z
  .object({
    ...shape,
    lastUsedAt: timeOut
      .nullable()
      .meta({ description: 'as this instance has seen it; null: not since it started' }),
  })
  .meta({ id: 'Token' });
const newTokenOut = z.object({ token: z.string(), ...shape }).meta({ id: 'NewToken' });

type Listed = ReturnType<AccessTokens['list']>[number];

const listedFor = ({ tokens }: HttpDeps, actor: Actor): readonly Listed[] => {
  const own = confinedTo(actor);
  return own === null ? tokens.list() : tokens.list().filter(({ hallId }) => hallId === own);
};

/** What is asked for, where this caller may give it. @throws HttpProblem `forbidden`, `unknown_hall`, `unknown_window` */
export const grantOf = (
  deps: HttpDeps,
  actor: Actor,
  { role, label, hallId = null, windowIds = null }: z.infer<typeof tokenGrantBody>,
) => {
  requireHall(actor, hallId);
  const settings = hallId === null ? null : settingsOf(deps, hallId);
  const missing = (windowIds ?? []).find(
    (windowId) => settings !== null && windowOf(settings, windowId) === undefined,
  );
  if (missing !== undefined) throw unknown('window', missing);
  return { role, hallId, windowIds, label };
};

const issueRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path,
    tag: 'Admin',
    summary: 'Make a token; it is shown once',
    access: ['admin'],
    body: tokenGrantBody,
    responses: { 201: { description: 'The token', schema: newTokenOut } },
    problems: ['unknown_hall', 'unknown_window'],
    handle: async ({ body, actor, invocation }) => {
      const wanted = grantOf(deps, actor, body);
      const { token, tokenId, issuedAt } = await deps.tokens.issue(wanted, invocation);
      return { status: 201, body: { token, tokenId, ...wanted, issuedAt } };
    },
  });

const listRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path,
    tag: 'Admin',
    summary: 'The tokens in force',
    access: ['admin'],
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of tokens', schema: pageOf(tokenOut, 'TokenList') } },
    handle: ({ query, actor }) => {
      const all = listedFor(deps, actor);
      return ok(pageOfList(all, { name: 'tokens', keyOf: ({ tokenId }) => tokenId }, query));
    },
  });

const revokeRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'delete',
    path: `${path}/{tokenId}`,
    tag: 'Admin',
    summary: 'End a token',
    access: ['admin'],
    params: z.strictObject({ tokenId: z.string().min(1).max(128) }),
    responses: { 204: { description: 'It is no longer good' } },
    problems: ['unknown_token'],
    handle: async ({ params: { tokenId }, actor, invocation }) => {
      const isOwn = listedFor(deps, actor).some((token) => token.tokenId === tokenId);
      if (confinedTo(actor) !== null && !isOwn)
        throw new HttpProblem('unknown_token', 'the hall has no such token');
      await deps.tokens.revoke(tokenId, invocation);
      return noContent;
    },
  });

/** Who may call. */
export const tokenRoutes = (deps: HttpDeps): readonly Route[] => [
  issueRoute(deps),
  listRoute(deps),
  revokeRoute(deps),
];
