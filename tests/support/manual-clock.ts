import type { Clock } from '../../src/application/ports/clock.js';
import { instant, type Instant } from '../../src/domain/ids.js';

type Timer = Readonly<{ atMs: number; callback: () => void }>;

/** How often a clock that keeps pace looks at the real one, in milliseconds. */
const paceMs = 5;

/** A clock that stands still until a test turns it. Unless told otherwise it is 9 in the morning in Shanghai. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  readonly #timers = new Set<Timer>();

  constructor(start = '2025-03-03T09:00:00+08:00') {
    this.#nowMs = Date.parse(start);
  }

  now(): Instant {
    return instant(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + Math.max(delayMs, 0), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = this.after(delayMs, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Turns time forward; what falls due is called back in its order, each at its own moment. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      const next = this.#nextDue(endMs);
      if (next === null) break;
      this.#timers.delete(next);
      this.#moveTo(Math.max(next.atMs, this.#monotonicMs));
      next.callback();
    }
    this.#moveTo(endMs);
  }

  /** Turns time forward to an instant. */
  advanceTo(at: string): void {
    this.advance(Math.max(Date.parse(at) - this.#nowMs, 0));
  }

  /** Goes along with real time, and still may be turned forward; the answer stops it. */
  keepPace(): () => void {
    let lastMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      this.advance(nowMs - lastMs);
      lastMs = nowMs;
    }, paceMs);
    return () => clearInterval(timer);
  }

  /** How many callbacks wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  #nextDue(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers)
      if (timer.atMs <= endMs && (next === null || timer.atMs < next.atMs)) next = timer;
    return next;
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}
