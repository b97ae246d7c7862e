import type { AppendResult, EventStoreDBClient } from '@eventstore/db-client';
import { jsonEvent, streamNameFilter } from '@eventstore/db-client';
import { isAppError, storeUnavailable } from '../../../application/errors.js';
import type {
  Append,
  AppendOutcome,
  EventStore,
  Position,
  ReadAll,
  ReadStream,
  RecordedEvent,
} from '../../../application/ports/event-store.js';
import { logStart } from '../../../application/ports/event-store.js';
import type { ComposedEvent } from '../compose.js';
import { compose } from '../compose.js';
import type { StoreLog } from './client-generations.js';
import { ClientGenerations } from './client-generations.js';
import { esdbConnectionString } from './connection-string.js';
import { outcomeOfFailure } from './errors.js';
import { logPositionOf, positionOf } from './position.js';
import { pull } from './pull.js';
import { NoSlot, Slots } from './slots.js';
import { raiseTruncation } from './truncation.js';

/** How an {@link EventStoreDbEventStore} connects. */
export type EventStoreDbEventStoreOptions = Readonly<{
  /** `esdb://…`; what it leaves open is filled in by `esdbConnectionString`. */
  connectionString: string;
  /** Milliseconds to wait for an answer, and for each event of a read. @default 5000 */
  timeoutMs?: number;
  logger?: StoreLog;
}>;

// With 16 unsent messages the client's stream asks to wait, and an error during that wait ends the
// process by an unhandled rejection. One fewer can never come there.
const appendsInFlight = 15;
/** How many events of the end of the log are asked for before all of it is. */
const fewAtTheEnd = 16;

/**
 * The event store on EventStoreDB 24.10 and what speaks its protocol. Connects on first use. One
 * per process: the client shares its pending appends between all its instances.
 */
export class EventStoreDbEventStore implements EventStore {
  readonly singleWriter = false;
  readonly #timeoutMs: number;
  // Apart, so that a failed read does not take the channel from under an append.
  readonly #writers: ClientGenerations;
  readonly #readers: ClientGenerations;
  readonly #slots = new Slots(appendsInFlight);
  #closed = false;

  constructor(options: EventStoreDbEventStoreOptions) {
    const { timeoutMs = 5_000, logger } = options;
    const connectionString = esdbConnectionString(options.connectionString);
    this.#timeoutMs = timeoutMs;
    this.#writers = new ClientGenerations({ connectionString, timeoutMs, logger });
    this.#readers = new ClientGenerations({ connectionString, timeoutMs, logger });
  }

  async append(append: Append): Promise<AppendOutcome> {
    const composed = compose(append);
    if (!composed.ok) return composed.refused;
    try {
      const giveBack = await this.#slots.take(this.#timeoutMs);
      try {
        return await this.#send(append, composed.events);
      } finally {
        giveBack();
      }
    } catch (cause) {
      const notSent = cause instanceof NoSlot || isAppError(cause);
      if (notSent) return { outcome: 'refused', reason: 'unavailable', cause };
      return outcomeOfFailure(cause, append.expected);
    }
  }

  readStream(read: ReadStream): AsyncIterable<RecordedEvent> {
    const { stream, direction = 'forwards', from, limit } = read;
    const start = direction === 'forwards' ? 'start' : 'end';
    return limit === 0
      ? nothing()
      : this.#read(stream, (client) =>
          client.readStream(stream, {
            direction,
            requiresLeader: true,
            fromRevision: from === undefined ? start : BigInt(from),
            ...(limit === undefined || limit === Infinity ? {} : { maxCount: limit }),
          }),
        );
  }

  async *readAll(read: ReadAll): AsyncGenerator<RecordedEvent, void, void> {
    const aborted = (): boolean => read.signal?.aborted === true;
    if (aborted()) return;
    const end = await this.#endAfter(read.after ?? logStart, read.prefixes);
    if (end === logStart) return;
    for await (const event of this.subscribe(read)) {
      yield event;
      if (event.position >= end) return;
    }
    if (!aborted()) {
      throw storeUnavailable('the event store was closed before the end of the log was read');
    }
  }

  subscribe({ after = logStart, prefixes, signal }: ReadAll): AsyncIterable<RecordedEvent> {
    if (prefixes.length === 0) return untilAborted(signal);
    const fromPosition = after === logStart ? ('start' as const) : logPositionOf(after);
    return pull({
      what: `subscription to ${prefixes.join(', ')}`,
      kind: 'subscription',
      clients: this.#readers,
      timeoutMs: this.#timeoutMs,
      signal,
      open: ({ client }) => {
        const source = client.subscribeToAll({ fromPosition, filter: filterOf(prefixes) });
        return { source, cancel: () => source.unsubscribe() };
      },
    });
  }

  end(prefixes: readonly string[]): Promise<Position> {
    return this.#endAfter(logStart, prefixes);
  }

  async truncateBefore(stream: string, revision: number): Promise<void> {
    try {
      await raiseTruncation(
        {
          readStream: (read) => this.readStream(read),
          call: (what, action) => this.#writers.call(what, action),
        },
        stream,
        revision,
      );
    } catch (cause) {
      if (isAppError(cause)) throw cause;
      throw storeUnavailable(`${stream}: not truncated before revision ${revision}`, cause);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([this.#writers.close(), this.#readers.close()]);
  }

  async #send(append: Append, events: readonly ComposedEvent[]): Promise<AppendOutcome> {
    const { stream, expected } = append;
    const result = await this.#writers.call(stream, (client) =>
      client.appendToStream(stream, events.map(toClientEvent), {
        expectedRevision: expected === 'no_stream' ? expected : BigInt(expected),
        deadline: this.#timeoutMs,
      }),
    );
    const revision = (expected === 'no_stream' ? -1 : expected) + events.length;
    return this.#written(result, append.stream, revision);
  }

  /** The outcome of an append that was written; a server may leave its position to be read. */
  async #written({ position }: AppendResult, stream: string, revision: number) {
    const appended = { outcome: 'appended', revision } as const;
    if (position !== undefined) return { ...appended, position: positionOf(position) };
    try {
      const last = this.readStream({ stream, from: revision, limit: 1 });
      for await (const event of last) return { ...appended, position: event.position };
      throw new Error(`${stream}@${revision}: written, but not found again`);
    } catch (cause) {
      return { outcome: 'unknown', cause } as const;
    }
  }

  /** The position of the last matching event after `after`, or the start of the log. */
  async #endAfter(after: Position, prefixes: readonly string[]): Promise<Position> {
    if (prefixes.length === 0) return logStart;
    // Nearly always among the last few; the server sends more than is pulled, so few are asked for.
    const few = await this.#lastMatch(after, prefixes, fewAtTheEnd);
    return few ?? (await this.#lastMatch(after, prefixes, Infinity)) ?? logStart;
  }

  /** Looks from the end of the log backwards; null when `limit` events have not answered it. */
  async #lastMatch(
    after: Position,
    prefixes: readonly string[],
    limit: number,
  ): Promise<Position | null> {
    const backwards = this.#read('end of the log', (client) =>
      client.readAll({
        direction: 'backwards',
        fromPosition: 'end',
        requiresLeader: true,
        ...(limit === Infinity ? {} : { maxCount: limit }),
      }),
    );
    for await (const { stream, position } of backwards) {
      if (position <= after) return logStart;
      const ours = !stream.startsWith('$') && prefixes.some((prefix) => stream.startsWith(prefix));
      if (ours) return position;
    }
    return null;
  }

  #read(
    what: string,
    open: (client: EventStoreDBClient) => ReturnType<EventStoreDBClient['readStream' | 'readAll']>,
  ): AsyncIterable<RecordedEvent> {
    return pull({
      what,
      kind: 'read',
      clients: this.#readers,
      timeoutMs: this.#timeoutMs,
      open: ({ client }) => {
        const source = open(client);
        return { source, cancel: () => source.cancel() };
      },
    });
  }
}

const toClientEvent = ({ eventId, type, data, metadata }: ComposedEvent) =>
  jsonEvent({ id: eventId, type, data: JSON.parse(data), metadata: JSON.parse(metadata) });

/** Filtered by the server; the empty prefix means every stream that is not the server's own. */
const filterOf = (prefixes: readonly string[]) =>
  prefixes.includes('')
    ? streamNameFilter({ regex: '^[^$]', checkpointInterval: 100 })
    : streamNameFilter({ prefixes: [...prefixes], checkpointInterval: 100 });

async function* nothing(): AsyncGenerator<never, void, void> {
  yield* [];
}

/** Follows no stream at all. */
async function* untilAborted(signal?: AbortSignal): AsyncGenerator<never, void, void> {
  if (signal?.aborted !== true) {
    await new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  yield* [];
}
