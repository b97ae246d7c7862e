/**
 * A pause between half of it and the whole, so that many who wait do not come back at once.
 * @param random 0 ≤ x < 1
 */
export const jittered = (pauseMs: number, random: number): number => pauseMs * (0.5 + random / 2);

/** A pause of `firstMs` at first, doubled each time, and never longer than `longestMs`. */
export const doubled = (firstMs: number, times: number, longestMs: number): number =>
  Math.min(firstMs * 2 ** times, longestMs);
