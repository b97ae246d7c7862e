/** Fewer calls than this say nothing about the pace of a queue. */
const fewestCalls = 3;

/**
 * How long a ticket still waits, in whole seconds: the mean interval of the queue's latest calls for
 * each ticket ahead and for its own; null while there are fewer than three calls.
 * @param calls instants of calls in epoch milliseconds, oldest first
 */
export const estimatedWaitSeconds = (calls: readonly number[], ahead: number): number | null => {
  const first = calls[0];
  const last = calls.at(-1);
  if (first === undefined || last === undefined || calls.length < fewestCalls) return null;
  const meanMs = Math.max(0, last - first) / (calls.length - 1);
  return Math.round((meanMs * (ahead + 1)) / 1000);
};
