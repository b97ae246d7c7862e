import { randomUUID } from 'node:crypto';

/** What came back; problems are answers too. */
export type ApiAnswer = Readonly<{ status: number; body: unknown }>;

/** One caller of an HTTP API: an address and a token. */
export type Api = Readonly<{
  get: (path: string) => Promise<ApiAnswer>;
  put: (path: string, body: object) => Promise<ApiAnswer>;
  /** Under an Idempotency-Key of its own. */
  post: (path: string, body?: object) => Promise<ApiAnswer>;
  delete: (path: string) => Promise<ApiAnswer>;
}>;

const timeoutMs = 10_000;

const parsed = (text: string): unknown => {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
};

/** Speaks to `baseUrl` as the owner of `token`, or as nobody. */
export const createApi = (baseUrl: string, token: string | null): Api => {
  const call = async (method: string, path: string, body?: object): Promise<ApiAnswer> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: parsed(await response.text()) };
  };
  return {
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
  };
};

/** The body of an answer that had to be a success. @throws Error that names the request and the problem */
export const bodyOf = async <Body>(
  what: string,
  answer: Promise<ApiAnswer>,
  shape: Readonly<{ parse: (value: unknown) => Body }>,
): Promise<Body> => {
  const { status, body } = await answer;
  if (status < 200 || status > 299)
    throw new Error(`${what}: expected success, found ${status} ${JSON.stringify(body)}`);
  return shape.parse(body);
};
