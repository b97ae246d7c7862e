import type { ResolvedEvent } from '@eventstore/db-client';
import type { Readable } from 'node:stream';
import { storeUnavailable } from '../../../application/errors.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import type { ClientGenerations, Generation } from './client-generations.js';
import { clientClosed } from './client-generations.js';
import { isStreamNotFound } from './errors.js';
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

const ignore = (): void => {};
const aborted = new Error('the consumer has stopped');

/**
 * Pulls events one at a time, so that a slow consumer slows the server and not our memory. However
 * the consumer leaves, the call to the server is cancelled: the client alone does not do that.
 */
export async function* pull(request: Pull): AsyncGenerator<RecordedEvent, void, void> {
  const { clients, signal, kind, what } = request;
  if (signal?.aborted === true) return;
  const generation = await clients.current();
  const { source, cancel } = request.open(generation);
  const waiting = interruptible();
  const stopListening = listen(source, request, waiting);
  generation.interrupts.add(waiting.interrupt);
  try {
    yield* events(source, request, waiting);
    clients.succeeded();
  } catch (error) {
    if (error === aborted) return;
    // A read that is cut short must not look complete; a subscription just ends.
    if (error === clientClosed && kind === 'subscription') return;
    clients.failed(generation, error);
    if (isStreamNotFound(error)) return;
    throw storeUnavailable(`${what}: the event store cannot be read`, error);
  } finally {
    stopListening();
    generation.interrupts.delete(waiting.interrupt);
    cancel().catch(ignore);
    drain(source);
  }
}

async function* events(
  source: Source,
  { kind, timeoutMs, what }: Pull,
  waiting: Interruptible,
): AsyncGenerator<RecordedEvent, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = iterator.next();
    const patient = kind === 'read' ? within(timeoutMs, what, next) : next;
    const answer = await waiting.wait(patient);
    if (answer.done === true) {
      if (kind === 'read') return;
      // A server that shuts down may end a subscription as if there were nothing more to come.
      throw storeUnavailable(`${what}: the server ended the subscription`);
    }
    const event = recordedOf(answer.value);
    if (event !== null) yield event;
  }
}

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
