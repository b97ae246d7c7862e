/** The value below which that share of the others lies. @param share of 1 */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Milliseconds that a piece of work takes, and what it gives. */
export const timed = <Value>(work: () => Value): Readonly<{ ms: number; value: Value }> => {
  const startedAt = performance.now();
  const value = work();
  return { ms: performance.now() - startedAt, value };
};

/** As `timed`, for work that has to be waited for. */
export const timedAsync = async <Value>(
  work: () => Promise<Value>,
): Promise<Readonly<{ ms: number; value: Value }>> => {
  const startedAt = performance.now();
  const value = await work();
  return { ms: performance.now() - startedAt, value };
};
