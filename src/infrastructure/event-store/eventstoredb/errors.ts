import type { AppendOutcome, ExpectedRevision } from '../../../application/ports/event-store.js';

/** The parts of a failure that decide what it means; db-client's classes are not compared. */
type Failure = Readonly<{ type: string | null; code: number | string | null; message: string }>;

const timeoutCode = 'store_timeout';

/** Our own patience ended: the server may still do what it was asked. */
export class StoreTimeout extends Error {
  readonly code = timeoutCode;

  constructor(what: string, timeoutMs: number) {
    super(`${what}: no answer within ${timeoutMs} ms`);
    this.name = 'StoreTimeout';
  }
}

const failureOf = (error: unknown): Failure => {
  if (typeof error !== 'object' || error === null) {
    return { type: null, code: null, message: String(error) };
  }
  const type = 'type' in error && typeof error.type === 'string' ? error.type : null;
  const code = 'code' in error ? error.code : null;
  return {
    type,
    code: typeof code === 'number' || typeof code === 'string' ? code : null,
    message: error instanceof Error ? error.message : '',
  };
};

/** An answer of the server, good or bad: the connection is in order. */
const answers = new Set([
  'wrong-expected-version',
  'maximum-append-size-exceeded',
  'stream-not-found',
  'stream-deleted',
  'access-denied',
  'invalid-argument',
]);

export const isAnswer = (error: unknown): boolean => answers.has(failureOf(error).type ?? '');

export const isStreamNotFound = (error: unknown): boolean =>
  failureOf(error).type === 'stream-not-found';

/** The client turns to the leader by itself after this error; the call is the caller's to repeat. */
export const isNotLeader = (error: unknown): boolean => failureOf(error).type === 'not-leader';

export const isWrongRevision = (error: unknown): boolean =>
  failureOf(error).type === 'wrong-expected-version';

const unavailable = 14;
const discoveryFailed = 'Failed to discover';

/**
 * Whether the client that failed so will never work again: it keeps a failed discovery, and a
 * capability lookup that failed otherwise than by UNAVAILABLE, for ever; a silent one is no better.
 */
export const isClientSpent = (error: unknown): boolean => {
  const { type, code } = failureOf(error);
  if (type !== null) return false;
  return code !== unavailable;
};

/**
 * Whether a failed append was certainly not sent. Only the steps before it can say so: discovery,
 * and the lookup of the server's capabilities, whose errors alone come as raw gRPC errors without a
 * `type`. Everything that the append itself meets, UNAVAILABLE too, leaves its outcome unknown.
 */
const wasNotSent = ({ type, code, message }: Failure): boolean =>
  type === null && (typeof code === 'number' || message.startsWith(discoveryFailed));

/** What an append that failed with this error came to. */
export const outcomeOfFailure = (error: unknown, expected: ExpectedRevision): AppendOutcome => {
  const failure = failureOf(error);
  const refused = (
    reason: 'unavailable' | 'read_only' | 'too_large' | 'invalid',
  ): AppendOutcome => ({
    outcome: 'refused',
    reason,
    cause: error,
  });
  switch (failure.type) {
    case 'wrong-expected-version':
      return { outcome: 'conflict', expected, actual: actualOf(error) };
    case 'maximum-append-size-exceeded':
      return refused('too_large');
    case 'invalid-argument':
    case 'stream-deleted':
      return refused('invalid');
    case 'access-denied':
      return refused('read_only');
    default:
      return wasNotSent(failure) ? refused('unavailable') : { outcome: 'unknown', cause: error };
  }
};

const actualOf = (error: unknown): ExpectedRevision | null => {
  const actual =
    typeof error === 'object' && error !== null && 'actualVersion' in error
      ? error.actualVersion
      : null;
  if (actual === 'no_stream') return actual;
  return typeof actual === 'bigint' ? Number(actual) : null;
};
