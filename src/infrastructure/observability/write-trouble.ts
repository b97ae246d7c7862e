import type { Clock } from '../../application/ports/clock.js';
import type { AppendOutcome, EventStore } from '../../application/ports/event-store.js';
import { withAppend } from './with-append.js';

const reasons = {
  full: 'there is no room to write events',
  read_only: 'the event store may only be read',
} as const;

/** While nobody is sent here nothing is written, so nothing would show that all is well again. */
const memoryMs = 10_000;

/**
 * A store that can be read and not be written: reading alone does not show it. Forgotten with the
 * next event that is written, or after 10 s.
 */
export class WriteTrouble {
  #refusal: Readonly<{ reason: string; atMs: number }> | null = null;

  constructor(private readonly clock: Clock) {}

  /** Why nothing could be written, or null. */
  get reason(): string | null {
    if (this.#refusal === null) return null;
    return this.clock.monotonicMs() - this.#refusal.atMs < memoryMs ? this.#refusal.reason : null;
  }

  /** Takes note of what an append came to. */
  note(outcome: AppendOutcome): void {
    if (outcome.outcome === 'appended') this.#refusal = null;
    if (outcome.outcome !== 'refused') return;
    if (outcome.reason !== 'full' && outcome.reason !== 'read_only') return;
    this.#refusal = { reason: reasons[outcome.reason], atMs: this.clock.monotonicMs() };
  }

  /** The same store, with every append noted. */
  watch(store: EventStore): EventStore {
    return withAppend(store, async (append) => {
      const outcome = await store.append(append);
      this.note(outcome);
      return outcome;
    });
  }
}
