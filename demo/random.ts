/** Numbers that are the same at every run with the same seed. */
export type Random = Readonly<{
  /** At least 0, less than 1. */
  next: () => number;
  /** At least `low`, less than `high`. */
  between: (low: number, high: number) => number;
  /** True that often. @param share of 1 */
  chance: (share: number) => boolean;
  /** The value whose share of the whole the draw falls into. */
  weighted: <Value>(shares: readonly (readonly [Value, number])[]) => Value;
  /** A source of its own, so that one person's draws do not shift another's. */
  fork: (name: string) => Random;
}>;

const mix = (text: string, seed: number): number => {
  let hash = seed ^ 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
};

/** Mulberry32, by Tommy Ettinger: small, and good enough for people at a counter. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const createRandom = (seed: number): Random => {
  const next = mulberry32(seed);
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (share) => next() < share,
    weighted: (shares) => {
      const whole = shares.reduce((sum, [, share]) => sum + share, 0);
      let left = next() * whole;
      for (const [value, share] of shares) if ((left -= share) < 0) return value;
      const last = shares.at(-1);
      if (last === undefined) throw new Error('weighted: expected at least one value');
      return last[0];
    },
    fork: (name) => createRandom(mix(name, seed)),
  };
};
