import pLimit from 'p-limit';
import { doubled, jittered } from '../pauses.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';

const mostAtOnce = 16;
const firstRetryMs = 500;
const longestRetryMs = 5_000;

/**
 * Tasks that only the event store can fail: tried until they succeed. To repeat one is harmless,
 * for each looks in its stream whether it has been done.
 */
export class RetryingTasks {
  readonly #timers = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #limit = pLimit(mostAtOnce);
  #stopped = false;

  constructor(private readonly deps: Readonly<{ clock: Clock; ids: Ids; logger: Logger }>) {}

  /** Runs a task after a delay, unless one of this key is waiting or running. */
  start(key: string, delayMs: number, task: () => Promise<void>): void {
    if (this.#timers.has(key) || this.#running.has(key)) return;
    this.#wake(key, delayMs, { task, retries: 0 });
  }

  #wake(
    key: string,
    delayMs: number,
    work: Readonly<{ task: () => Promise<void>; retries: number }>,
  ): void {
    if (this.#stopped) return;
    const run = (): void => {
      this.#timers.delete(key);
      const running = this.#limit(() => this.#run(key, work));
      this.#running.set(key, running);
    };
    if (delayMs <= 0) run();
    else this.#timers.set(key, this.deps.clock.after(delayMs, run));
  }

  async #run(
    key: string,
    { task, retries }: Readonly<{ task: () => Promise<void>; retries: number }>,
  ): Promise<void> {
    if (this.#stopped) return;
    try {
      await task();
      this.#running.delete(key);
    } catch (error) {
      this.#running.delete(key);
      this.deps.logger.warn({ push: key, retries, ...errorFields(error) }, 'push_retry');
      const pauseMs = doubled(firstRetryMs, retries, longestRetryMs);
      const waitMs = jittered(pauseMs, this.deps.ids.random());
      this.#wake(key, waitMs, { task, retries: retries + 1 });
    }
  }

  /** Starts nothing more and waits for what is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await Promise.allSettled(this.#running.values());
  }
}
