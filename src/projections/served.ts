import { servedQueues } from '../domain/hall/line/served.js';
import type { HallState } from '../domain/hall/state.js';
import type { QueueId } from '../domain/ids.js';

const known = new WeakMap<HallState, ReadonlySet<QueueId>>();

/** The queues that are called from, worked out once for each state, however many look at it. */
export const servedIn = (hall: HallState): ReadonlySet<QueueId> => {
  const before = known.get(hall);
  if (before !== undefined) return before;
  const served = servedQueues(hall);
  known.set(hall, served);
  return served;
};
