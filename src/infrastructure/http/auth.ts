import type { IncomingHttpHeaders } from 'node:http';
import type { AccessTokens } from '../../application/ports/inbound/administrators.js';
import type { Actor } from '../../application/ports/inbound/invocation.js';
import type { Role } from '../../domain/access/events.js';
import type { HallId } from '../../domain/ids.js';
import { forbidden, HttpProblem } from './problem.js';

/** Who may call a route. */
export type CallerRole = Role | 'holder';
/** `public`: everybody, with or without a token. */
export type Access = 'public' | readonly CallerRole[];

const bearer = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*) *$/i;

/** The token of the Authorization header, the only place where one is looked for. */
export const bearerToken = ({ authorization }: IncomingHttpHeaders): string | null =>
  authorization === undefined ? null : (bearer.exec(authorization)?.[1] ?? null);

const challenge = (headers: IncomingHttpHeaders): string =>
  headers.authorization === undefined
    ? 'Bearer realm="nearturn"'
    : 'Bearer realm="nearturn", error="invalid_token"';

/** 401 for a request whose token is missing or not known. */
export const unauthenticated = (headers: IncomingHttpHeaders): HttpProblem =>
  new HttpProblem(
    'unauthenticated',
    headers.authorization === undefined
      ? 'send Authorization: Bearer and a token'
      : 'the token is not known, or its time is over',
    { headers: { 'WWW-Authenticate': challenge(headers) } },
  );

/** Who calls, or null for nobody that we know. */
export const authenticate = async (
  tokens: AccessTokens,
  headers: IncomingHttpHeaders,
): Promise<Actor | null> => {
  const token = bearerToken(headers);
  return token === null ? null : tokens.authenticate(token);
};

const roleOf = (actor: Actor): CallerRole | null => {
  if (actor.kind === 'token') return actor.role;
  return actor.kind === 'holder' ? 'holder' : null;
};

/** The hall that a token is confined to. */
export const confinedTo = (actor: Actor): HallId | null =>
  actor.kind === 'token' ? actor.hallId : null;

/** @throws HttpProblem `forbidden` for a token of another hall */
export const requireHall = (actor: Actor, hallId: string | null): void => {
  const own = confinedTo(actor);
  if (own !== null && own !== hallId) throw forbidden('the token is for another hall');
};

/** @throws HttpProblem `forbidden` for a token of one hall */
export const requireAllHalls = (actor: Actor): void => {
  if (confinedTo(actor) !== null) throw forbidden('this is for tokens without a hall');
};

/** @throws HttpProblem `forbidden` for a token that acts for other windows */
export const requireWindow = (actor: Actor, windowId: string): void => {
  const windowIds: readonly string[] | null = actor.kind === 'token' ? actor.windowIds : null;
  if (windowIds !== null && !windowIds.includes(windowId))
    throw forbidden('the token is for other windows');
};

/** Checks the role, and the hall and window named in the path. @throws HttpProblem `forbidden` */
export const authorize = (
  actor: Actor,
  access: readonly CallerRole[],
  path: Readonly<Record<string, unknown>>,
): void => {
  const role = roleOf(actor);
  if (role === null || !access.includes(role))
    throw forbidden(`this is for ${access.join(', ')}; the token is for ${role ?? 'nobody'}`);
  const { hallId, windowId } = path;
  if (typeof hallId === 'string') requireHall(actor, hallId);
  if (typeof windowId === 'string') requireWindow(actor, windowId);
};
