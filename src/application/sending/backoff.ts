import { doubled, jittered } from '../pauses.js';
import { epochMs, instant, type Instant } from '../../domain/ids.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';

const baseMs = { person: 1_000, network: 1_000, account: 5_000, template: 5_000 } as const;
const longestMs = 60_000;

type Deferred = Pick<Extract<AttemptOutcome, { outcome: 'deferred' }>, 'scope'>;
/** @param random 0 ≤ x < 1 */
type Tries = Readonly<{ attempts: number; random: number }>;

/**
 * How many milliseconds to wait before a message is tried again: doubled with each attempt, with
 * jitter so that many do not come back at once.
 */
export const pauseMs = ({ scope }: Deferred, { attempts, random }: Tries): number => {
  const times = Math.max(attempts - 1, 0);
  return jittered(doubled(baseMs[scope], times, longestMs), random);
};

/** When a deferred message may be tried again. */
export const nextTry = (now: Instant, deferred: Deferred, tries: Tries): Instant =>
  instant(epochMs(now) + pauseMs(deferred, tries));
