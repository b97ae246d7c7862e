import type { ResolvedEvent } from '@eventstore/db-client';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { isAppError, storeUnavailable } from '../../../application/errors.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import type { ClientGenerations, Generation } from './client-generations.js';
import { clientClosed } from './client-generations.js';
import { isNotLeader, isStreamNotFound } from './errors.js';
import type { Interruptible } from './interruptible.js';
import { interruptible } from './interruptible.js';
import { recordedOf } from './recorded.js';
import { within } from './within.js';

/** A read or a subscription of the client. */
type Source = Readable & AsyncIterable<ResolvedEvent>;

export type Pull = Readonly<{
  what: string;
  clients: ClientGenerations;
  open: (generation: Generation) => Readonly<{ source: Source; cancel: () => Promise<void> }>;
  /** How long to wait for each event of a read, and for a subscription to be confirmed. */
  timeoutMs: number;
  kind: 'read' | 'subscription';
  signal?: AbortSignal | undefined;
}>;

const leaderAttempts = 3;
const leaderPauseMs = 50;

const ignore = (): void => {};
const aborted = new Error('the consumer has stopped');

/**
 * Pulls events one at a time, so that a slow consumer slows the server and not our memory. However
 * the consumer leaves, the call to the server is cancelled: the client alone does not do that.
 */
export async function* pull(request: Pull): AsyncGenerator<RecordedEvent, void, void> {
  if (request.signal?.aborted === true) return;
  const { session, first } = await begin(request);
  try {
    for (let event = first; event !== null; event = await session.next()) yield event;
  } finally {
    session.close();
  }
}

/** The next event, or null at the end. */
type Session = Readonly<{ next: () => Promise<RecordedEvent | null>; close: () => void }>;
type Begun = Readonly<{ session: Session; first: RecordedEvent | null }>;

/** After a change of leader the first call may reach the wrong node; the client then turns around. */
const begin = async (request: Pull): Promise<Begun> => {
  for (let attempt = 1; ; attempt += 1) {
    const session = await openSession(request);
    try {
      return { session, first: await session.next() };
    } catch (error) {
      session.close();
      const misdirected = isAppError(error) && isNotLeader(error.cause);
      if (!misdirected || attempt === leaderAttempts) throw error;
      await pause(leaderPauseMs);
    }
  }
};

const openSession = async (request: Pull): Promise<Session> => {
  const { clients } = request;
  const generation = await clients.current();
  const { source, cancel } = request.open(generation);
  const waiting = interruptible();
  const stopListening = listen(source, request, waiting);
  generation.interrupts.add(waiting.interrupt);
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: async () => {
      try {
        const event = await nextEvent(iterator, request, waiting);
        if (event === null) clients.succeeded();
        return event;
      } catch (error) {
        return ended(error, request, generation);
      }
    },
    close: () => {
      stopListening();
      generation.interrupts.delete(waiting.interrupt);
      cancel().catch(ignore);
      drain(source);
    },
  };
};

const nextEvent = async (
  iterator: AsyncIterator<ResolvedEvent>,
  { kind, timeoutMs, what }: Pull,
  waiting: Interruptible,
): Promise<RecordedEvent | null> => {
  for (;;) {
    const next = iterator.next();
    const answer = await waiting.wait(kind === 'read' ? within(timeoutMs, what, next) : next);
    if (answer.done === true) {
      if (kind === 'read') return null;
      // A server that shuts down may end a subscription as if there were nothing more to come.
      throw storeUnavailable(`${what}: the server ended the subscription`);
    }
    const event = recordedOf(answer.value);
    if (event !== null) return event;
  }
};

/** Whether a failure is only the end; throws where it is not. */
const ended = (error: unknown, { clients, kind, what }: Pull, generation: Generation): null => {
  if (error === aborted) return null;
  // A read that is cut short must not look complete; a subscription just ends.
  if (error === clientClosed && kind === 'subscription') return null;
  clients.failed(generation, error);
  if (isStreamNotFound(error)) return null;
  throw storeUnavailable(`${what}: the event store cannot be read`, error);
};

/** Interrupts the wait for the next event when the consumer aborts or a subscription is not confirmed. */
const listen = (source: Source, request: Pull, { interrupt }: Interruptible): (() => void) => {
  const { kind, signal, timeoutMs, what } = request;
  // The client also emits what the iteration has thrown already; unheard, that ends the process.
  source.on('error', ignore);
  const abort = (): void => interrupt(aborted);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  const late = (): void =>
    interrupt(storeUnavailable(`${what}: not confirmed within ${timeoutMs} ms`));
  const timer = kind === 'subscription' ? setTimeout(late, timeoutMs) : undefined;
  source.once('confirmation', () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
};

/**
 * Throws away what still comes. A cancelled call ends only when what it had received is read; until
 * then the client keeps it, and waits for it when it is disposed of.
 */
const drain = (source: Source): void => {
  const discard = (): void => {
    while (source.read() !== null) {
      // Nobody wants it.
    }
  };
  source.on('readable', discard);
  discard();
};
