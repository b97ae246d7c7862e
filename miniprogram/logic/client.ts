import type { Operation } from './operations.js';
import type { Platform, WireReply, WireRequest } from './platform.js';
import { done, failed, type Answer, type Problem } from './problem.js';
import { ShapeError } from './shape.js';

/** What a request carries. */
export type Call = Readonly<{
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: object;
  /** The `Idempotency-Key` of an operation that takes one. */
  key?: string;
  token?: string | null;
  headers?: Readonly<Record<string, string>>;
}>;

/** Sends an operation, again where that is harmless, and reads the answer. */
export type Send = <T>(operation: Operation<T>, call: Call) => Promise<Answer<T>>;

const maxAttempts = 3;
const longestPauseSeconds = 10;
/** Codes with which the service says that the same request with the same key may be sent again. */
const again: ReadonlySet<string> = new Set(['rate_limited', 'store_unavailable', 'newer_version']);

const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));

const queryText = (query: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

const hasBody = (method: Operation<unknown>['method']): boolean =>
  method === 'POST' || method === 'PUT';

/** The request of a call, with its token in a header and never in the address. */
export const wireRequest = (
  base: string,
  { method, path }: Operation<unknown>,
  { params = {}, query = {}, body, key, token = null, headers = {} }: Call,
): WireRequest => ({
  method,
  url: `${base}${filled(path, params)}${queryText(query)}`,
  headers: {
    ...(hasBody(method) ? { 'content-type': 'application/json' } : {}),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...headers,
  },
  body: hasBody(method) ? (body ?? {}) : null,
});

const codeOf = (body: unknown): string => {
  const { code } = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'unreadable';
};

const membersOf = (body: unknown): Problem['members'] =>
  typeof body === 'object' && body !== null ? (body as Problem['members']) : {};

const secondsOf = (reply: WireReply): number | null => {
  const seconds = Number(reply.headers['retry-after'] ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
};

const answerOf = <T>(operation: Operation<T>, reply: WireReply): Answer<T> => {
  const { status, body } = reply;
  if (status < 200 || status > 299)
    return failed(codeOf(body), status, secondsOf(reply), membersOf(body));
  if (operation.answer === null) return done(undefined as T);
  try {
    return done(operation.answer.read(body, 'answer'));
  } catch (error) {
    if (error instanceof ShapeError) return failed('unreadable', status);
    throw error;
  }
};

/** A read changes nothing, a PUT says the whole, and a key makes a repeat harmless; anything else is sent once. */
const isRepeatable = ({ method }: Operation<unknown>, { key }: Call): boolean =>
  method !== 'POST' || key !== undefined;

export const createSend = (platform: Platform, base: string): Send => {
  const pause = (seconds: number): Promise<void> =>
    new Promise((resolve) => void platform.later(seconds * 1000, resolve));
  const once = async <T>(operation: Operation<T>, call: Call): Promise<Answer<T>> => {
    let reply: WireReply;
    try {
      reply = await platform.request(wireRequest(base, operation, call));
    } catch {
      // The phone says no more than that nothing came back.
      return failed('offline');
    }
    return answerOf(operation, reply);
  };
  return async (operation, call) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(operation, call);
      if (answer.ok || attempt === maxAttempts || !isRepeatable(operation, call)) return answer;
      const { code, status, retryAfterSeconds } = answer.problem;
      if (status !== null && !again.has(code)) return answer;
      const seconds = retryAfterSeconds ?? attempt;
      if (seconds > longestPauseSeconds) return answer;
      await pause(seconds);
    }
  };
};
