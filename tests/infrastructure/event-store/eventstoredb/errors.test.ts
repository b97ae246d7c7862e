import { expect } from 'chai';
import {
  isAnswer,
  isClientSpent,
  isNotLeader,
  isStreamNotFound,
  outcomeOfFailure,
  StoreTimeout,
} from '../../../../src/infrastructure/event-store/eventstoredb/errors.js';

// Shaped like what db-client 6.2.1 was seen to throw: a `type` on its own errors, a bare gRPC
// `code` on those of the capability lookup, neither on a failed discovery.
const commandError = (type: string, more: object = {}): Error =>
  Object.assign(new Error(''), { type, code: undefined, ...more });
const grpcError = (code: number, details: string): Error =>
  Object.assign(new Error(`${code} ${details}`), { code, details });

const conflict = (actualVersion: unknown): Error =>
  commandError('wrong-expected-version', {
    streamName: 'hall-a',
    expectedVersion: 4n,
    actualVersion,
  });
const discovery = new Error('Failed to discover after 10 attempts.');
const dropped = commandError('unavailable', { code: 14 });
const reset = commandError('unknown', { code: 13 });
const refusedConnection = grpcError(14, 'UNAVAILABLE: No connection established. ECONNREFUSED');
const timeout = new StoreTimeout('hall-a', 5000);

describe('a failed append to EventStoreDB', () => {
  const outcomeOf = (error: unknown) => outcomeOfFailure(error, 4);

  it('is a conflict that says where the stream is', () => {
    expect(outcomeOf(conflict(6n))).to.deep.equal({ outcome: 'conflict', expected: 4, actual: 6 });
    expect(outcomeOf(conflict('no_stream'))).to.include({ actual: 'no_stream' });
    expect(outcomeOf(conflict(undefined))).to.include({ outcome: 'conflict', actual: null });
  });

  it('is refused where the server said no', () => {
    const reasons = {
      'maximum-append-size-exceeded': 'too_large',
      'invalid-argument': 'invalid',
      'stream-deleted': 'invalid',
      'access-denied': 'read_only',
    };
    for (const [type, reason] of Object.entries(reasons)) {
      expect(outcomeOf(commandError(type))).to.include({ outcome: 'refused', reason });
    }
  });

  it('is refused where it was not sent: no discovery, no capabilities', () => {
    for (const error of [discovery, refusedConnection, grpcError(13, 'INTERNAL')]) {
      expect(outcomeOf(error)).to.include({ outcome: 'refused', reason: 'unavailable' });
    }
  });

  it('is unknown in every other case', () => {
    const unsure = [
      dropped,
      reset,
      timeout,
      commandError('deadline-exceeded'),
      commandError('cancelled', { code: 1 }),
      commandError('timeout', { code: 10 }),
      commandError('not-leader'),
      commandError('something-new'),
      new TypeError('undefined is not iterable'),
      'a string',
      null,
    ];
    for (const error of unsure) expect(outcomeOf(error)).to.include({ outcome: 'unknown' });
  });
});

describe('a failure of the EventStoreDB client', () => {
  it('is an answer when the server spoke for itself', () => {
    for (const error of [conflict(1n), commandError('stream-not-found')]) {
      expect(isAnswer(error)).to.equal(true);
    }
    for (const error of [dropped, reset, discovery, timeout])
      expect(isAnswer(error)).to.equal(false);
    expect(isStreamNotFound(commandError('stream-not-found'))).to.equal(true);
    expect(isStreamNotFound(dropped)).to.equal(false);
    expect(isNotLeader(commandError('not-leader', { leader: {} }))).to.equal(true);
    expect(isNotLeader(dropped)).to.equal(false);
  });

  it('ends the client when it would keep it for ever, and not when it recovers by itself', () => {
    for (const error of [discovery, timeout, grpcError(13, 'INTERNAL'), new TypeError('x')]) {
      expect(isClientSpent(error)).to.equal(true);
    }
    for (const error of [dropped, reset, refusedConnection, conflict(1n)]) {
      expect(isClientSpent(error)).to.equal(false);
    }
  });
});
