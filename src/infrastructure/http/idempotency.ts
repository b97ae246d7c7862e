import { hash } from 'node:crypto';
import type { Actor, Invocation } from '../../application/ports/inbound/invocation.js';
import { invalidRequest } from './problem.js';

const keyForm = /^[\x21-\x7e]{8,128}$/;

/** Whose key it is: the token's, or for a holder the person's. */
const scopeOf = (actor: Actor): string => {
  if (actor.kind === 'token') return actor.tokenId;
  return actor.kind === 'holder' ? actor.subscriberId : actor.name;
};

// The order of an object's fields means nothing, and a client may lose it when it retries.
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
};

/** SHA-256 in hex of the request: method, path and body. */
export const fingerprintOf = (method: string, path: string, body: object): string =>
  hash('sha256', `${method}\n${path}\n${JSON.stringify(canonical(body))}`, 'hex');

export type Keyed = Readonly<{
  key: string | undefined;
  actor: Actor;
  method: string;
  path: string;
  body: object;
}>;

/** What the application needs to tell a repeat; null without a key. @throws HttpProblem `invalid_request` */
export const idempotencyOf = ({
  key,
  actor,
  method,
  path,
  body,
}: Keyed): Invocation['idempotency'] => {
  if (key === undefined) return null;
  if (!keyForm.test(key))
    throw invalidRequest([
      { path: 'Idempotency-Key', message: '8 to 128 visible ASCII characters' },
    ]);
  return {
    commandId: `${scopeOf(actor)}:${key}`,
    fingerprint: fingerprintOf(method, path, body),
  };
};
