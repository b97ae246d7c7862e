import { setTimeout as sleep } from 'node:timers/promises';

/** An answer as the tests look at it; `body` is what the caller says it should be, unchecked. */
export type Answer<Body> = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}>;

export type Asking = Readonly<{
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  raw?: string | Uint8Array;
  key?: string;
  headers?: Readonly<Record<string, string>>;
}>;

/** Speaks to one address as one caller. */
export type Caller = Readonly<{
  ask: <Body>(method: string, path: string, asking?: Asking) => Promise<Answer<Body>>;
  get: <Body>(path: string) => Promise<Body>;
  post: <Body>(path: string, body?: unknown) => Promise<Body>;
  put: <Body>(path: string, body?: unknown) => Promise<Body>;
  /** The caller's token, for what is not asked by `ask`. */
  token: string | null;
}>;

/** What a refusal says. */
export type Refusal = Readonly<{
  status: number;
  code: string;
  detail: string;
  errors?: readonly Readonly<{ path: string; message: string }>[];
  [member: string]: unknown;
}>;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const requestOf = (method: string, token: string | null, asking: Asking): RequestInit => {
  const { body, raw, key, headers } = asking;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
    signal: AbortSignal.timeout(30_000),
  };
};

/** A caller with a token, or with none. @param beforeRead awaited before each GET */
export const callerOf = (
  address: string,
  token: string | null,
  beforeRead: () => Promise<unknown> = async () => undefined,
): Caller => {
  const ask = async <Body>(method: string, path: string, asking: Asking = {}) => {
    if (method === 'GET') await beforeRead();
    const response = await fetch(`${address}${path}`, requestOf(method, token, asking));
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, body: parsed(text) as Body };
  };
  const insist = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await ask<Body>(method, path, body === undefined ? {} : { body });
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: expected 2xx, found ${answer.status} ${answer.text}`);
  };
  return {
    ask,
    get: (path) => insist('GET', path),
    post: (path, body) => insist('POST', path, body),
    put: (path, body) => insist('PUT', path, body),
    token,
  };
};

/** A status and a code in one text: `409 window_busy`. */
export const said = ({ status, body }: Answer<unknown>): string => {
  const code =
    status >= 400 && typeof body === 'object' && body !== null && 'code' in body
      ? ` ${String(body.code)}`
      : '';
  return `${status}${code}`;
};

const pauseMs = 10;
const patienceMs = 15_000;

/** Asks until there is an answer (neither null, undefined nor false), at most 15 s. */
export const eventually = async <Found>(
  what: string,
  probe: () => Promise<Found | null | undefined | false>,
  timeoutMs = patienceMs,
): Promise<Found> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(pauseMs);
  }
};
