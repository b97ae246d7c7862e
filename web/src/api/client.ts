import createClient, { type Client } from 'openapi-fetch';
import { noteServerTime } from '../live/server-clock.js';
import { problemOf, unreachable } from './problem.js';
import type { paths } from './schema.js';

export type Api = Client<paths>;

/** How long an answer is waited for, in milliseconds, before the service counts as away. */
const patienceMs = 10_000;

const fetchInTime = async (request: Request): Promise<Response> => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  try {
    const response = await fetch(new Request(request, { signal: abort.signal }));
    noteServerTime(response.headers.get('date'));
    return response;
  } catch (error) {
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
  }
};

/** The service's API, typed by its own OpenAPI document. @param token null for what is public */
export const createApi = (token: () => string | null): Api => {
  const api = createClient<paths>({ baseUrl: window.location.origin, fetch: fetchInTime });
  api.use({
    onRequest: ({ request }) => {
      const own = token();
      if (own !== null) request.headers.set('Authorization', `Bearer ${own}`);
      return request;
    },
  });
  return api;
};

type Answered<Data> = Readonly<{ data?: Data; error?: unknown; response: Response }>;

/**
 * The body of an answer.
 * @throws ApiProblem for a refusal, or where no answer came
 */
export const answered = async <Data>(asked: Promise<Answered<Data>>): Promise<Data> => {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemOf(response, error);
  return data as Data;
};

/** A key for what one tap asks for: sent again with the same key, it happens once. */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};
