import { doubled } from '../pauses.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Append, AppendOutcome, EventStore } from '../ports/event-store.js';

/** What repeating an append needs, and how long it may go on. */
export type Decisively = Readonly<{
  clock: Pick<Clock, 'monotonicMs' | 'after' | 'sleep'>;
  ids: Pick<Ids, 'random'>;
  /** Milliseconds from now after which an outcome that is still unknown is given up. */
  deadlineMs: number;
  /** Gives up at once when it aborts. */
  signal?: AbortSignal;
}>;

const firstBackoffMs = 20;
const longestBackoffMs = 1_000;

/**
 * Appends until the outcome is known. Repeating is safe because it is exactly the same append: the
 * same event ids at the same revision are written once, however often they are sent. Answers
 * `unknown` only when it gave up. Never recompose what an unknown append contained.
 */
export const appendDecisively = async (
  store: Pick<EventStore, 'append'>,
  append: Append,
  options: Decisively,
): Promise<AppendOutcome> => {
  const deadline = options.clock.monotonicMs() + options.deadlineMs;
  let doubt: AppendOutcome | null = null;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptUntil(deadline, store, append, options);
    if (isDecisive(outcome, doubt)) return outcome;
    doubt ??= outcome;
    if (!(await backOff(attempt, deadline, options))) return doubt;
  }
};

/**
 * A refusal says that *this* attempt wrote nothing; it cannot speak for an earlier one whose answer
 * was lost. Written or in conflict is an answer for all of them.
 */
const isDecisive = (outcome: AppendOutcome, doubt: AppendOutcome | null): boolean =>
  outcome.outcome === 'appended' ||
  outcome.outcome === 'conflict' ||
  (outcome.outcome === 'refused' && doubt === null);

/** One attempt, left to itself when the time is up: it may still be written, so it is unknown. */
const attemptUntil = (
  deadline: number,
  store: Pick<EventStore, 'append'>,
  append: Append,
  { clock, signal }: Decisively,
): Promise<AppendOutcome> => {
  if (signal?.aborted === true) {
    return Promise.resolve({ outcome: 'refused', reason: 'unavailable', cause: signal.reason });
  }
  return new Promise((resolve, reject) => {
    const giveUp = (cause: unknown): void => resolve({ outcome: 'unknown', cause });
    const abort = (): void => giveUp(signal?.reason);
    const cancel = clock.after(Math.max(0, deadline - clock.monotonicMs()), () =>
      giveUp(new Error(`${append.stream}: no outcome of the append before the deadline`)),
    );
    signal?.addEventListener('abort', abort);
    store
      .append(append)
      .then(resolve, reject)
      .finally(() => {
        cancel();
        signal?.removeEventListener('abort', abort);
      });
  });
};

/** Waits before the next attempt; false when there is no time for one. */
const backOff = async (
  attempt: number,
  deadline: number,
  { clock, ids, signal }: Decisively,
): Promise<boolean> => {
  const longest = doubled(firstBackoffMs, attempt, longestBackoffMs);
  const delayMs = ids.random() * longest;
  const inTime = (waitMs: number): boolean =>
    signal?.aborted !== true && clock.monotonicMs() + waitMs < deadline;
  if (!inTime(delayMs)) return false;
  try {
    await clock.sleep(delayMs, signal);
  } catch {
    // Aborted.
  }
  return inTime(0);
};
