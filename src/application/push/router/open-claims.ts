import { epochMs, type Instant } from '../../../domain/ids.js';
import type { PushEvent } from '../../../domain/push/events.js';
import type { Clock } from '../../ports/clock.js';
import type { Logger } from '../../ports/logger.js';
import type { Metrics } from '../../ports/metrics.js';

/** Longer than an answer may take. */
const lostAfterMs = 60_000;
/** What was lost longer ago has been shown, by the starts in between. */
const shownForMs = 24 * 3_600_000;

export type OpenClaimsDeps = Readonly<{
  clock: Pick<Clock, 'after' | 'now'>;
  logger: Logger;
  metrics: Pick<Metrics, 'count'>;
  /** Nobody else is at work on what is found open at a start. */
  singleWriter: boolean;
}>;

type Open = Readonly<{ key: string; rule: string; correlationId: string; at: Instant }>;

/**
 * Claims without an outcome: somebody died between the call to WeChat and its record. Nobody knows
 * whether the person was answered, so nobody answers again; it is shown, once at each instance.
 */
export class OpenClaims {
  readonly #open = new Map<string, Open>();
  readonly #timers = new Map<string, () => void>();
  #live = false;

  constructor(private readonly deps: OpenClaimsDeps) {}

  fold(key: string, event: PushEvent, correlationId: string): void {
    if (event.type === 'PushReceived') return;
    const { rule } = event.data;
    const id = `${key} ${rule}`;
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (event.type === 'AnswerRecorded') {
      this.#open.delete(id);
      return;
    }
    this.#open.set(id, { key, rule, correlationId, at: event.at });
    if (this.#live) this.#watch(id, lostAfterMs);
  }

  /** The log's past is folded. */
  goLive(): void {
    this.#live = true;
    const oldestMs = epochMs(this.deps.clock.now()) - shownForMs;
    for (const [id, { at }] of this.#open)
      if (epochMs(at) < oldestMs) this.#open.delete(id);
      else this.#watch(id, this.deps.singleWriter ? 0 : lostAfterMs);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #watch(id: string, delayMs: number): void {
    this.#timers.set(
      id,
      this.deps.clock.after(delayMs, () => this.#lost(id)),
    );
  }

  #lost(id: string): void {
    this.#timers.delete(id);
    const lost = this.#open.get(id);
    if (!this.#open.delete(id) || lost === undefined) return;
    const { key: push, rule, correlationId } = lost;
    this.deps.metrics.count('push_answers_total', { rule, outcome: 'lost' });
    this.deps.logger.warn({ push, rule, correlationId }, 'push_answer_lost');
  }
}
