import type { components } from '../api/schema.js';

type Estimate = NonNullable<components['schemas']['IssuedTicket']['estimate']>;
/** How a wait is said: a key of the common words and what to put in. */
export type WaitWords = Readonly<{ key: string; values: Readonly<Record<string, number>> }>;

const step = 5;
const longest = 90;
const minutesUp = (seconds: number): number =>
  Math.max(step, Math.ceil(seconds / 60 / step) * step);

/**
 * An estimate in words: from the median to the upper end, in steps of 5 minutes, over 90 as such.
 * Nobody is told a single number that cannot be kept.
 */
export const waitWords = (estimate: Estimate | null, unserved: boolean): WaitWords => {
  if (unserved) return { key: 'wait.unserved', values: {} };
  if (estimate === null) return { key: 'wait.unknown', values: {} };
  const low = Math.floor(estimate.seconds / 60 / step) * step;
  const high = minutesUp(estimate.high);
  if (low >= longest || high > longest) return { key: 'wait.over', values: {} };
  return low === 0
    ? { key: 'wait.within', values: { high } }
    : { key: 'wait.range', values: { low, high } };
};
