import { epochMs, instant, type Instant } from '../../domain/ids.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';

const baseMs = { person: 1_000, network: 1_000, account: 5_000, template: 5_000 } as const;
const longestMs = 60_000;

/**
 * When a deferred message may be tried again: doubled with each attempt, with jitter so that many
 * do not come back at once. @param random 0 ≤ x < 1
 */
export const nextTry = (
  now: Instant,
  deferred: Pick<Extract<AttemptOutcome, { outcome: 'deferred' }>, 'scope'>,
  tries: Readonly<{ attempts: number; random: number }>,
): Instant => {
  const doubled = baseMs[deferred.scope] * 2 ** Math.min(tries.attempts - 1, 10);
  const pause = Math.min(doubled, longestMs);
  return instant(epochMs(now) + pause * (0.5 + tries.random / 2));
};
