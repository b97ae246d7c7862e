/** Why and where a span is, in OpenTelemetry's words. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** What a span shows: codes, counts and the ids of our own; never a token, an openid, a name or a body. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type SpanOptions = Readonly<{
  /** @default internal */
  kind?: SpanKind;
  /** The span that led to this one, here or at another instance, as W3C `traceparent`. @default none: a new trace */
  parent?: string | undefined;
  attributes?: SpanAttributes;
}>;

/** A span under way. */
export interface Span {
  /** Names this span to whatever follows from it, also across the log; undefined: nothing is traced. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** The work failed with this code, though nothing was thrown. */
  fail(code: string): void;
}

/**
 * Traces work. What leads to what is said by handing on `traceparent`, for the way from a call to
 * its message leads through the log.
 */
export interface Tracer {
  /** Runs a piece of work as a span, which ends with it; what it throws is thrown on. */
  span<Result>(
    name: string,
    options: SpanOptions,
    run: (span: Span) => Promise<Result>,
  ): Promise<Result>;
}

const noSpan: Span = { traceparent: undefined, set: () => undefined, fail: () => undefined };

/** Traces nothing. */
export const noTracer: Tracer = { span: (_name, _options, run) => run(noSpan) };

/** The part of a context that names a span, left out where there is none. */
export const tracedBy = ({
  traceparent,
}: Readonly<{ traceparent?: string | undefined }>): Readonly<{ traceparent?: string }> =>
  traceparent === undefined ? {} : { traceparent };
