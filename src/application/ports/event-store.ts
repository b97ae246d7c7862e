/** The log: the only state that instances share. Two adapters, one contract suite. */

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

declare const brand: unique symbol;
/** A place in the whole log. Text order is log order; otherwise opaque. */
export type Position = string & { readonly [brand]: 'Position' };
/** Before the first event of any log. */
export const logStart = '' as Position;

export type NewEvent = Readonly<{
  /** A random UUID, made once per execution and kept through its retries. */
  eventId: string;
  type: string;
  data: JsonObject;
  metadata: JsonObject;
}>;

export type RecordedEvent = Readonly<{
  stream: string;
  /** 0 for the first event of a stream. */
  revision: number;
  position: Position;
  eventId: string;
  type: string;
  /** What was stored; unknown until a schema accepts it. */
  data: unknown;
  metadata: unknown;
}>;

/** The stream's last revision as the writer knows it. There is deliberately no "any". */
export type ExpectedRevision = 'no_stream' | number;

/**
 * What became of an append. `unknown`: it may or may not be written; only a repeat with the same
 * event ids at the same revision tells. `refused`: definitely not written and a repeat as it is
 * would not help now (store down before the request was sent, disk full, event too large).
 */
export type AppendOutcome =
  | Readonly<{ outcome: 'appended'; revision: number; position: Position }>
  | Readonly<{ outcome: 'conflict'; expected: ExpectedRevision; actual: ExpectedRevision | null }>
  | Readonly<{ outcome: 'unknown'; cause: unknown }>
  | Readonly<{
      outcome: 'refused';
      reason: 'unavailable' | 'full' | 'read_only' | 'too_large' | 'invalid';
      cause: unknown;
    }>;

export type Append = Readonly<{
  stream: string;
  expected: ExpectedRevision;
  /** At least one; written all or none. */
  events: readonly NewEvent[];
}>;

export type ReadStream = Readonly<{
  stream: string;
  /** First revision to read (forwards) or to start from (backwards). Default: the stream's start, or its end. */
  from?: number;
  direction?: 'forwards' | 'backwards';
  limit?: number;
}>;

export type ReadAll = Readonly<{
  /** Events after this position; default the start of the log. */
  after?: Position;
  /** Only streams whose name starts with one of these. */
  prefixes: readonly string[];
  signal?: AbortSignal;
}>;

export interface EventStore {
  /**
   * Appends atomically. Never throws for what the store or the network does: see {@link AppendOutcome}.
   * Repeating an append with the same ids at the same revision answers `appended` and writes nothing,
   * also after others have appended, and after a restart.
   */
  append(append: Append): Promise<AppendOutcome>;

  /** Reads a stream at the leader, up to its end as of the request. A stream that does not exist is empty. */
  readStream(read: ReadStream): AsyncIterable<RecordedEvent>;

  /** Reads the log once, up to its end as of the request. */
  readAll(read: ReadAll): AsyncIterable<RecordedEvent>;

  /**
   * Follows the log, one event at a time as the consumer pulls. Ends normally when `signal` aborts;
   * throws (or ends early) when the connection drops: the caller subscribes again after the last
   * event that it handled.
   */
  subscribe(read: ReadAll): AsyncIterable<RecordedEvent>;

  /** The position of the log's last event in streams with one of these prefixes, or {@link logStart}. */
  end(prefixes: readonly string[]): Promise<Position>;

  /** Hides, and in the end erases, the events of a stream before `revision`. Its numbering goes on. */
  truncateBefore(stream: string, revision: number): Promise<void>;

  close(): Promise<void>;

  /** Whether a single writer is guaranteed: attempts without an outcome found at start are then nobody's. */
  readonly singleWriter: boolean;
}
