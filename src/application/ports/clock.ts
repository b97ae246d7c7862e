import type { Instant } from '../../domain/ids.js';

/** Time as the application sees it; tests turn it by hand. */
export interface Clock {
  /** Wall-clock time. */
  now(): Instant;
  /** Milliseconds that only ever go forward; comparable within this process alone. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves after `delayMs`, or rejects when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness as the application sees it. */
export interface Ids {
  /** A random UUID (v4). */
  uuid(): string;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}
