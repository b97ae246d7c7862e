import { keepFollowing } from './keep-following.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import type { Logger } from '../ports/logger.js';
import type { Metrics } from '../ports/metrics.js';
import { watchedSubscription } from './watched-subscription.js';

type Waiter = Readonly<{ position: Position; passed: () => void; ended: () => void }>;

/**
 * Follows the log for as long as the process lives: subscribes after the last event handled,
 * hands over one event at a time, and subscribes again, with jittered backoff, when the connection
 * drops or ends.
 */
export class LogFollower {
  #position: Position;
  #waiters: readonly Waiter[] = [];
  #connected = false;
  #ended = false;

  constructor(
    private readonly options: Readonly<{
      store: EventStore;
      clock: Clock;
      ids: Ids;
      logger: Logger;
      metrics: Metrics;
      prefixes: readonly string[];
      after: Position;
      /** Folds one event; must not throw for what an event holds. */
      handle: (event: RecordedEvent) => void;
    }>,
  ) {
    this.#position = options.after;
  }

  /** Position of the last event handled. */
  get position(): Position {
    return this.#position;
  }

  /** Whether a subscription is open now. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Follows until the signal aborts; then nobody waits for it any more. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, ids, logger, metrics } = this.options;
    await keepFollowing(
      {
        subscriber: 'live',
        clock,
        ids,
        logger,
        metrics,
        progress: () => this.#position,
        subscribe: (until) => this.#subscribe(until),
        over: () => (this.#connected = false),
      },
      signal,
    );
    this.#ended = true;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.ended();
  }

  async #subscribe(signal: AbortSignal): Promise<void> {
    const { store, clock, prefixes, handle } = this.options;
    const read = { after: this.#position, prefixes, signal };
    const events = watchedSubscription(store, read, clock);
    this.#connected = true;
    for await (const event of events) {
      handle(event);
      this.#advance(event.position);
    }
  }

  #advance(position: Position): void {
    this.#position = position;
    if (this.#waiters.length === 0) return;
    const passed = this.#waiters.filter((waiter) => waiter.position <= position);
    if (passed.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.position > position);
    for (const waiter of passed) waiter.passed();
  }

  /** Resolves true when everything up to `position` is handled, false after `timeoutMs` or at the end. */
  async waitUntil(position: Position, timeoutMs: number): Promise<boolean> {
    if (position <= this.#position) return true;
    if (this.#ended) return false;
    return new Promise((resolve) => {
      const settle = (isPassed: boolean) => (): void => {
        cancel();
        resolve(isPassed);
      };
      const waiter: Waiter = { position, passed: settle(true), ended: settle(false) };
      const cancel = this.options.clock.after(timeoutMs, () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      });
      this.#waiters = [...this.#waiters, waiter];
    });
  }
}
