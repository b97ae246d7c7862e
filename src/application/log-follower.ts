import { jittered } from './jitter.js';
import type { Clock, Ids } from './ports/clock.js';
import type { EventStore, Position, RecordedEvent } from './ports/event-store.js';
import { errorFields, type Logger } from './ports/logger.js';
import type { Metrics } from './ports/metrics.js';
import { watchedSubscription } from './watched-subscription.js';

const firstPauseMs = 50;
const longestPauseMs = 5_000;

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
    await this.#follow(signal);
    this.#ended = true;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.ended();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { clock, ids, logger, metrics } = this.options;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const before = this.#position;
      try {
        await this.#subscribe(signal);
        if (!signal.aborted) logger.warn({ position: this.#position }, 'subscription_ended');
      } catch (error) {
        logger.warn({ position: this.#position, ...errorFields(error) }, 'subscription_dropped');
      }
      this.#connected = false;
      if (signal.aborted) return;
      metrics.count('subscription_drops_total', { subscriber: 'live' });
      pauseMs = this.#position === before ? Math.min(pauseMs * 2, longestPauseMs) : firstPauseMs;
      await clock.sleep(jittered(pauseMs, ids.random()), signal).catch(() => undefined);
    }
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
