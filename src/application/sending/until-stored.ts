import { isAppError } from '../errors.js';
import { doubled, jittered } from '../pauses.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';

const firstPauseMs = 250;
const longestPauseMs = 5_000;

export type UntilStored = Readonly<{
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** From when on a task is tried once more, and then given up. */
  signal: AbortSignal;
  /** Names the task in the log. */
  code: string;
  /** Says which one it is. */
  fields: Readonly<Record<string, unknown>>;
}>;

/**
 * Does what must not be forgotten because the event store is away for a while: tries, with jittered
 * backoff, until it succeeds. For tasks that are harmless to repeat.
 * @throws AppError `store_unavailable` only once the signal has aborted; anything else at once
 */
export const untilStored = async <Result>(
  task: () => Promise<Result>,
  { clock, ids, logger, signal, code, fields }: UntilStored,
): Promise<Result> => {
  for (let tries = 0; ; tries += 1) {
    const isLast = signal.aborted;
    try {
      return await task();
    } catch (error) {
      if (isLast || !isAppError(error, 'store_unavailable')) throw error;
      logger.warn({ ...fields, tries, ...errorFields(error) }, code);
    }
    const pauseMs = doubled(firstPauseMs, tries, longestPauseMs);
    // Aborted: tried at once, for the last time.
    await clock.sleep(jittered(pauseMs, ids.random()), signal).catch(() => undefined);
  }
};
