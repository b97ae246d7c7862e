import { storeUnavailable } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import {
  logStart,
  type EventStore,
  type Position,
  type ReadAll,
  type RecordedEvent,
} from '../ports/event-store.js';

/** A subscription that has not brought, for so long, what the log is known to hold has stalled. */
const stallMs = 10_000;

/** Looks from time to time whether a subscription still brings what there is. */
class StallWatch {
  position: Position;
  stalled = false;
  #seen: Position | null = null;
  #known: Position = logStart;
  #cancel: () => void = () => undefined;
  #over = false;

  constructor(
    private readonly store: EventStore,
    private readonly read: ReadAll,
    private readonly options: Readonly<{ clock: Clock; stop: () => void }>,
  ) {
    this.position = read.after ?? logStart;
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#over) return;
    this.#cancel = this.options.clock.after(stallMs, () => void this.#look());
  }

  // What was there at the last look, and is still not here although nothing else came: it stalls.
  async #look(): Promise<void> {
    if (this.position === this.#seen && this.#known > this.position) {
      this.stalled = true;
      this.options.stop();
      return;
    }
    this.#seen = this.position;
    // A store that cannot be asked says nothing of the subscription.
    this.#known = await this.store.end(this.read.prefixes).catch(() => logStart);
    this.#lookLater();
  }

  end(): void {
    this.#over = true;
    this.#cancel();
  }
}

/**
 * A subscription that fails when it stalls: a connection that stays open and brings nothing would
 * leave whoever follows it behind for ever.
 * @throws AppError `store_unavailable` when it has stalled, and what the store throws
 */
export async function* watchedSubscription(
  store: EventStore,
  read: ReadAll,
  clock: Clock,
): AsyncGenerator<RecordedEvent, void, void> {
  const stopping = new AbortController();
  const signals = [stopping.signal, ...(read.signal === undefined ? [] : [read.signal])];
  const watch = new StallWatch(store, read, { clock, stop: () => stopping.abort() });
  try {
    for await (const event of store.subscribe({ ...read, signal: AbortSignal.any(signals) })) {
      watch.position = event.position;
      yield event;
    }
  } finally {
    watch.end();
    stopping.abort();
  }
  if (watch.stalled) throw storeUnavailable('the subscription brings nothing any more');
}
