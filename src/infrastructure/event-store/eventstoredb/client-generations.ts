import { EventStoreDBClient } from '@eventstore/db-client';
import type { Logger } from 'pino';
import { storeUnavailable } from '../../../application/errors.js';
import { isAnswer, isClientSpent } from './errors.js';
import { within } from './within.js';

/** What this adapter needs of a logger. */
export type StoreLog = Pick<Logger, 'warn'>;

/** The store was closed: what was under way ends, and it is nobody's failure. */
export const clientClosed = storeUnavailable('the event store is closed');

/** One client, and how to interrupt those who read through it. */
export type Generation = Readonly<{
  client: EventStoreDBClient;
  interrupts: Set<(reason: Error) => void>;
  madeAt: number;
}>;

type Options = Readonly<{
  connectionString: string;
  timeoutMs: number;
  logger?: StoreLog | undefined;
}>;

/** Failures in a row, each of which might pass, after which the client is thought to be at fault. */
const patience = 5;
/** While a server is down everything fails: a new client every few seconds is enough to try. */
const youngMs = 3_000;
const disposeMs = 1_000;

/**
 * Owns a db-client and replaces it when it can no longer recover by itself. The old one is disposed
 * of before the new one is used: the client keeps its pending appends in one place for the whole
 * process, and an ending stream empties it.
 */
export class ClientGenerations {
  readonly #options: Options;
  #current: Generation | null = null;
  #rebuilding: Promise<void> = Promise.resolve();
  #failures = 0;
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The client to use now, after a rebuild under way. */
  async current(): Promise<Generation> {
    await this.#rebuilding;
    if (this.#closed) throw clientClosed;
    this.#current ??= {
      client: EventStoreDBClient.connectionString(this.#options.connectionString),
      interrupts: new Set(),
      madeAt: performance.now(),
    };
    return this.#current;
  }

  /** One call with our own timeout around it. */
  async call<T>(what: string, action: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    const generation = await this.current();
    try {
      const result = await within(this.#options.timeoutMs, what, action(generation.client));
      this.succeeded();
      return result;
    } catch (error) {
      this.failed(generation, error);
      throw error;
    }
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Takes note of a failure; enough of them, or one that the client keeps for ever, end it. */
  failed(generation: Generation, error: unknown): void {
    if (isAnswer(error)) {
      this.succeeded();
      return;
    }
    if (generation !== this.#current) return;
    this.#failures += 1;
    const stuck = this.#failures >= patience && performance.now() - generation.madeAt >= youngMs;
    if (!stuck && !isClientSpent(error)) return;
    this.#options.logger?.warn(
      { code: 'esdb_client_rebuilt', err: error },
      'rebuilding the client',
    );
    this.#end(storeUnavailable('the connection to the event store was rebuilt', error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end(clientClosed);
    await this.#rebuilding;
  }

  #end(reason: Error): void {
    const generation = this.#current;
    this.#current = null;
    this.#failures = 0;
    if (generation === null) return;
    // Cancelled by dispose() alone, a subscription would neither end nor fail.
    for (const interrupt of generation.interrupts) interrupt(reason);
    this.#rebuilding = this.#rebuilding.then(() => dispose(generation.client));
  }
}

const dispose = async (client: EventStoreDBClient): Promise<void> => {
  const disposed = within(disposeMs, 'dispose', client.dispose());
  await disposed.catch(() => {
    // A stream that was never opened does not end: there is nothing to wait for.
  });
  // dispose() leaves the channel open, and with it its reconnect timer; no public method closes it.
  client['getChannel']()
    .then((channel) => channel.close())
    .catch(() => {
      // Nothing was connected.
    });
};
