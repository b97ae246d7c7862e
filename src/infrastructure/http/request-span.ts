import type { Request } from 'express';
import { noTracer, tracedBy, type Tracer } from '../../application/ports/tracer.js';
import { problemReply } from './problem.js';
import type { Reply } from './reply.js';
import type { Route } from './route.js';

type Traced = Readonly<{ route: Route; request: Request; correlationId: string }>;
type Answered = Readonly<{ reply: Reply }> | Readonly<{ error: unknown }>;

const parentOf = ({ headers }: Request): string | undefined =>
  typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined;

/**
 * Answers a request as a span of the caller's trace, or a new one, until its answer is known; probes
 * and scrapes are left out. A live stream is not part of it.
 */
export const inRequestSpan = async (
  tracer: Tracer = noTracer,
  { route, request, correlationId }: Traced,
  run: (traced: Readonly<{ traceparent?: string }>) => Promise<Reply>,
): Promise<Reply> => {
  if (route.tag === 'Operation') return run({});
  const method = request.method;
  const attributes = {
    'http.request.method': method,
    'http.route': route.path,
    'nearturn.correlation_id': correlationId,
  };
  const options = { kind: 'server', parent: parentOf(request), attributes } as const;
  const answered = await tracer.span(`${method} ${route.path}`, options, async (span) => {
    const outcome: Answered = await run(tracedBy(span)).then(
      (reply) => ({ reply }),
      (error: unknown) => ({ error }),
    );
    const { status, code } = statusOf(outcome);
    span.set({ 'http.response.status_code': status });
    if (status >= 500) span.fail(code);
    return outcome;
  });
  // Thrown only here: a refusal is an answer, and no failure of the span.
  if ('error' in answered) throw answered.error;
  return answered.reply;
};

const statusOf = (answered: Answered): Readonly<{ status: number; code: string }> => {
  if ('error' in answered) return problemReply(answered.error).problem;
  const { reply } = answered;
  const status = 'stream' in reply ? 200 : reply.status;
  return { status, code: String(status) };
};
