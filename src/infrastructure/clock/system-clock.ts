import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant, type Instant } from '../../domain/ids.js';
import type { Clock, Ids } from '../../application/ports/clock.js';

/** setTimeout's longest delay; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's own time. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }

  monotonicMs(): number {
    return performance.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), longestDelayMs));
    return () => clearTimeout(timer);
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    await sleep(
      Math.min(delayMs, longestDelayMs),
      undefined,
      signal === undefined ? {} : { signal },
    );
  }
}

/** The machine's own randomness. */
export class SystemIds implements Ids {
  uuid(): string {
    return randomUUID();
  }

  random(): number {
    return Math.random();
  }
}
