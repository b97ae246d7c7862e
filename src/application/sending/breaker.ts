import { doubled } from '../pauses.js';
import type { Clock } from '../ports/clock.js';

const firstPauseMs = 5_000;
const longestPauseMs = 120_000;
/** From so many on the pause is the longest. */
const mostFailures = 5;

/**
 * Stops the sends of everybody while WeChat refuses the account: after each failure for longer,
 * then one message goes ahead to see, and any answer that is not about the account closes it.
 */
export class Breaker {
  #openUntilMs = 0;
  #failures = 0;
  #trying = false;
  #reason: string | null = null;

  constructor(private readonly clock: Clock) {}

  /** Why it is open, or null while it is closed. */
  get reason(): string | null {
    return this.#reason;
  }

  /** 0 when a message may go ahead now, else in how many milliseconds to ask again. */
  admit(): number {
    if (this.#failures === 0) return 0;
    const leftMs = this.#openUntilMs - this.clock.monotonicMs();
    if (leftMs > 0) return leftMs;
    if (this.#trying) return firstPauseMs / 5;
    this.#trying = true;
    return 0;
  }

  /** The message that went ahead to see came to nothing that tells of the account. */
  released(): void {
    this.#trying = false;
  }

  /** WeChat judged a message, so it takes the account. */
  succeeded(): void {
    this.#failures = 0;
    this.#trying = false;
    this.#reason = null;
  }

  /** WeChat announced that it blocks the account: open for the longest pause, without a failure first. */
  blocked(reason: string): void {
    this.#reason = reason;
    this.#failures = Math.max(this.#failures, mostFailures);
    this.#trying = false;
    this.#openUntilMs = this.clock.monotonicMs() + longestPauseMs;
  }

  /** The account was refused. */
  failed(reason: string): void {
    this.#reason = reason;
    // Sent before it opened, together with the one that opened it: that tells nothing new.
    if (this.#failures > 0 && !this.#trying) return;
    const pauseMs = doubled(firstPauseMs, this.#failures, longestPauseMs);
    this.#failures += 1;
    this.#trying = false;
    this.#openUntilMs = this.clock.monotonicMs() + pauseMs;
  }
}
