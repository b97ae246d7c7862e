import type { Clock } from '../../application/ports/clock.js';

/** Reads at most once in `ms`; whoever asks meanwhile is given the same reading. */
export const atMostEvery = <Value>(
  clock: Pick<Clock, 'monotonicMs'>,
  ms: number,
  read: () => Promise<Value>,
): (() => Promise<Value>) => {
  let last: Readonly<{ value: Promise<Value>; atMs: number }> | null = null;
  return () => {
    const atMs = clock.monotonicMs();
    if (last === null || atMs - last.atMs >= ms) last = { value: read(), atMs };
    return last.value;
  };
};
