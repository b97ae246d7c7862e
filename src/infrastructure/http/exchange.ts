import type { Request, Response } from 'express';
import { Histogram } from 'prom-client';
import { errorFields } from '../../application/ports/logger.js';
import type { Actor } from '../../application/ports/inbound/invocation.js';
import { authenticate, authorize, bearerToken, unauthenticated } from './auth.js';
import { readJsonObject, readText } from './body.js';
import { correlationIdOf } from './correlation.js';
import type { HttpDeps } from './deps.js';
import { idempotencyOf } from './idempotency.js';
import { invalidRequest, problemReply, type Problem } from './problem.js';
import { createRateLimit, type RateLimit } from './rate-limit.js';
import { inRequestSpan } from './request-span.js';
import { sendProblem, sendReply, type Headers, type Reply } from './reply.js';
import type { Route } from './route.js';

/** What every request passes through. */
export type Exchange = Readonly<{
  /** Answers a request of a route. */
  serve: (route: Route, request: Request, response: Response) => Promise<void>;
  /** Answers a request that no route takes, with what was thrown. */
  refuse: (path: string, error: unknown, request: Request, response: Response) => void;
}>;

const anonymous: Actor = { kind: 'service', name: 'anonymous' };

const callerOf = (actor: Actor | null, request: Request): string => {
  if (actor?.kind === 'token') return `token:${actor.tokenId}`;
  if (actor?.kind === 'holder') return `holder:${actor.subscriberId}`;
  return `address:${request.ip ?? ''}`;
};

const searchOf = (url: string): string => {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
};

const queryOf = (search: string): Record<string, string> => {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(search)) {
    if (key in query) throw invalidRequest([{ path: key, message: 'given more than once' }]);
    query[key] = value;
  }
  return { ...query };
};

/** Who calls; nobody, on a public route, is `anonymous`. */
const identify = async (
  deps: HttpDeps,
  limit: RateLimit | null,
  route: Route,
  request: Request,
): Promise<Actor> => {
  const actor = await authenticate(deps.tokens, request.headers);
  if (limit !== null && route.unlimited !== true) await limit(callerOf(actor, request));
  if (actor !== null) return actor;
  if (route.access === 'public') return anonymous;
  throw unauthenticated(request.headers);
};

const lastEventIdOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header) ? header : null;

type Asked = Readonly<{
  route: Route;
  request: Request;
  correlationId: string;
  traceparent?: string;
}>;

const answer = async (
  deps: HttpDeps,
  limit: RateLimit | null,
  { route, request, correlationId, ...traced }: Asked,
): Promise<Reply> => {
  const open = route.unlimited === true && bearerToken(request.headers) === null;
  const actor = open ? anonymous : await identify(deps, limit, route, request);
  if (route.access !== 'public') authorize(actor, route.access, request.params);
  const text = route.rawBody === undefined ? '' : await readText(request, route.rawBody);
  const body = route.rawBody === undefined ? await readJsonObject(request) : {};
  const { headers, method, path } = request;
  const search = searchOf(request.url);
  const key = route.idempotent === true ? headers['idempotency-key'] : undefined;
  const keyed = { key: Array.isArray(key) ? key.join() : key, actor, method, path, body };
  return route.run({
    params: request.params,
    query: route.rawQuery === true ? {} : queryOf(search),
    body,
    text,
    search: route.rawQuery === true ? search : '',
    actor,
    address: request.ip ?? '',
    invocation: { actor, correlationId, idempotency: idempotencyOf(keyed), ...traced },
    lastEventId: lastEventIdOf(headers['last-event-id']),
  });
};

type Outcome = Readonly<{
  route: string;
  method: string;
  status: number;
  correlationId: string;
  startedAt: number;
}>;

/** Records every answer: a metric, and a log line that names no person and nothing that was sent. */
const createRecorder = ({ registry, logger }: HttpDeps) => {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From a request to its answer, live streams left out',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (outcome: Outcome, problem?: Problem, error?: unknown): void => {
    const { route, method, status, correlationId, startedAt } = outcome;
    const seconds = (performance.now() - startedAt) / 1000;
    histogram.observe({ route, method, status }, seconds);
    const level = status >= 500 ? (status === 503 ? 'warn' : 'error') : 'debug';
    if (!logger.isLevelEnabled(level)) return;
    const ms = Math.round(seconds * 1e6) / 1000;
    const line = { correlationId, route, method, status, ms, code: problem?.code ?? 'ok' };
    logger[level](
      status >= 500 ? { ...line, error: { ...errorFields(error), at: whereOf(error) } } : line,
      'http_request',
    );
  };
};

const whereOf = (error: unknown): readonly string[] =>
  error instanceof Error && error.stack !== undefined
    ? error.stack
        .split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 6)
    : [];

/** The way of a request from its head to its answer. */
export const createExchange = (deps: HttpDeps, isDraining: () => boolean): Exchange => {
  const limit = createRateLimit(deps.options.rateLimit);
  const record = createRecorder(deps);
  const begin = (path: string, request: Request) => {
    const correlationId = correlationIdOf(request.headers);
    const headers: Headers = isDraining()
      ? { 'X-Correlation-Id': correlationId, Connection: 'close' }
      : { 'X-Correlation-Id': correlationId };
    const outcome = {
      route: path,
      method: request.method,
      correlationId,
      startedAt: performance.now(),
    };
    return { correlationId, headers, outcome };
  };
  const fail = (begun: ReturnType<typeof begin>, error: unknown, response: Response): void => {
    const reply = problemReply(error);
    const { status } = reply.problem;
    if (response.headersSent) response.destroy();
    else sendProblem(response, reply, begun.headers);
    record({ ...begun.outcome, status }, reply.problem, error);
  };
  return {
    serve: async (route, request, response) => {
      const begun = begin(route.path, request);
      const { correlationId } = begun;
      try {
        const asked = { route, request, correlationId };
        const reply = await inRequestSpan(deps.tracer, asked, (traced) =>
          answer(deps, limit, { ...asked, ...traced }),
        );
        const status = await sendReply(response, reply, begun.headers);
        if (!('stream' in reply)) record({ ...begun.outcome, status });
      } catch (error) {
        fail(begun, error, response);
      }
    },
    refuse: (path, error, request, response) => fail(begin(path, request), error, response),
  };
};
