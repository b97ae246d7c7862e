import { keepFollowing } from '../../application/following/keep-following.js';
import type { Clock, Ids } from '../../application/ports/clock.js';
import type { EventStore, Position, RecordedEvent } from '../../application/ports/event-store.js';
import type { Logger } from '../../application/ports/logger.js';
import type { Metrics } from '../../application/ports/metrics.js';
import { watchedSubscription } from '../../application/following/watched-subscription.js';
import { streamPrefixes } from '../../domain/streams.js';
import type { SqliteHistory } from './sqlite-history.js';

/** The families of streams that history is made from. */
export const historyPrefixes = [
  streamPrefixes.hall,
  streamPrefixes.agenda,
  streamPrefixes.message,
  streamPrefixes.credit,
] as const;

/** How {@link HistoryProjector} works. */
export type HistoryProjectorOptions = Readonly<{
  history: SqliteHistory;
  store: EventStore;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  metrics: Metrics;
  /** Events of one transaction at most. @default 500 */
  batchSize?: number;
  /** How long an event waits for others to share its transaction, in milliseconds. @default 50 */
  batchMs?: number;
}>;

type Waiter = Readonly<{ position: Position; passed: () => void }>;

/** Follows the log and keeps the history up with it, for as long as the process lives. */
export class HistoryProjector {
  readonly #options: HistoryProjectorOptions;
  readonly #batchSize: number;
  readonly #batchMs: number;
  readonly #waiters = new Set<Waiter>();
  #batch: RecordedEvent[] = [];
  #cancelTimer: (() => void) | null = null;
  /** Asked once, when the store first answers. */
  #isSameLog = false;
  #applied = 0;
  #drops = 0;

  constructor(options: HistoryProjectorOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize ?? 500;
    this.#batchMs = options.batchMs ?? 50;
  }

  /** Position of the last event that the history holds. */
  get position(): Position {
    return this.#options.history.position();
  }

  /** Events taken in and subscriptions dropped since the start; events skipped since the file was built. */
  get counters(): Readonly<{ applied: number; drops: number; skipped: Record<string, number> }> {
    const skipped = { ...this.#options.history.skipped() };
    return { applied: this.#applied, drops: this.#drops, skipped };
  }

  /** Follows until the signal aborts; what is in hand by then is stored. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, ids, logger, metrics } = this.#options;
    await keepFollowing(
      {
        subscriber: 'history',
        clock,
        ids,
        logger,
        metrics,
        progress: () => this.#applied,
        subscribe: (until) => this.#subscribe(until),
        over: () => {
          if (!signal.aborted) this.#drops += 1;
        },
      },
      signal,
    );
  }

  /** Resolves true when everything up to `position` is in the history, false after `timeoutMs`. */
  async waitUntil(position: Position, timeoutMs: number): Promise<boolean> {
    if (position <= this.position) return true;
    return new Promise((resolve) => {
      const settle = (passed: boolean): void => {
        cancel();
        this.#waiters.delete(waiter);
        resolve(passed);
      };
      const waiter: Waiter = { position, passed: () => settle(true) };
      const cancel = this.#options.clock.after(timeoutMs, () => settle(false));
      this.#waiters.add(waiter);
    });
  }

  async #subscribe(signal: AbortSignal): Promise<void> {
    await this.#startOverIfAhead();
    await this.#follow(signal);
  }

  // A log that ends before our position is another one: restored from a backup, or made anew.
  async #startOverIfAhead(): Promise<void> {
    if (this.#isSameLog) return;
    const { store, history, logger } = this.#options;
    const end = await store.end(historyPrefixes);
    const position = history.position();
    this.#isSameLog = true;
    if (position <= end) return;
    logger.warn({ position, end }, 'history_ahead_of_log_rebuilt');
    history.rebuild();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const failure = new AbortController();
    const after = this.position;
    const read = {
      after,
      prefixes: historyPrefixes,
      signal: AbortSignal.any([signal, failure.signal]),
    };
    const events = watchedSubscription(this.#options.store, read, this.#options.clock);
    try {
      for await (const event of events) this.#take(event, failure);
      failure.signal.throwIfAborted();
      this.#store();
    } finally {
      this.#stopTimer();
      this.#batch = [];
    }
  }

  #take(event: RecordedEvent, failure: AbortController): void {
    this.#batch.push(event);
    if (this.#batch.length >= this.#batchSize || this.#isAwaited(event.position)) {
      this.#store();
      return;
    }
    this.#cancelTimer ??= this.#options.clock.after(this.#batchMs, () => {
      this.#cancelTimer = null;
      try {
        this.#store();
      } catch (error) {
        // Thrown in a timer it would end the process: the loop has to hear of it.
        failure.abort(error);
      }
    });
  }

  #isAwaited(position: Position): boolean {
    for (const waiter of this.#waiters) if (waiter.position <= position) return true;
    return false;
  }

  #store(): void {
    this.#stopTimer();
    if (this.#batch.length === 0) return;
    const { history, logger, metrics } = this.#options;
    const { applied, skipped } = history.apply(this.#batch);
    this.#batch = [];
    this.#applied += applied;
    for (const { position, reason, detail } of skipped) {
      logger.warn({ position, reason, detail }, 'history_event_skipped');
      metrics.count('unreadable_events_total', { reader: 'history', reason });
    }
    const position = this.position;
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.passed();
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
