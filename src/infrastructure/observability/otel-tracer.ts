import {
  type Context,
  type Span as OtelSpan,
  type SpanContext,
  SpanKind as OtelKind,
  SpanStatusCode,
  type Tracer as OtelSource,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { isAppError } from '../../application/errors.js';
import type { Span, SpanKind, Tracer } from '../../application/ports/tracer.js';

/** A tracer at work, and how to end it. */
export type Tracing = Readonly<{
  tracer: Tracer;
  /** Exports what is left, for two seconds at most. */
  stop: () => Promise<void>;
}>;

const kinds: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

/** A refusal is an answer; these say that something is broken. */
const outages: ReadonlySet<string> = new Set([
  'store_unavailable',
  'newer_version',
  'wechat_unavailable',
]);

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

const contextIn = (traceparent: string | undefined): Context => {
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const parent: SpanContext = {
    traceId,
    spanId,
    // Whether the trace is kept was decided where it began.
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  };
  return trace.isSpanContextValid(parent)
    ? trace.setSpanContext(ROOT_CONTEXT, parent)
    : ROOT_CONTEXT;
};

const traceparentOf = (span: OtelSpan): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};

const failed = (span: OtelSpan, code: string): void => {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

const asPort = (span: OtelSpan): Span => ({
  traceparent: traceparentOf(span),
  set: (attributes) => void span.setAttributes(attributes),
  fail: (code) => failed(span, code),
});

// The code alone: a message may say more than a trace should show.
const thrown = (span: OtelSpan, error: unknown): void => {
  if (!isAppError(error)) failed(span, error instanceof Error ? error.name : 'unknown');
  else if (outages.has(error.code)) failed(span, error.code);
  else span.setAttribute('error.type', error.code);
};

/** The application's tracer on one of OpenTelemetry. It keeps no context of its own: parents are named. */
export const otelTracer = (source: OtelSource): Tracer => ({
  span: async (name, { kind = 'internal', parent, attributes = {} }, run) => {
    const span = source.startSpan(name, { kind: kinds[kind], attributes }, contextIn(parent));
    try {
      return await run(asPort(span));
    } catch (error) {
      thrown(span, error);
      throw error;
    } finally {
      span.end();
    }
  },
});
