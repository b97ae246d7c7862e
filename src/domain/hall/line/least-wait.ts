import type { Instant, QueueId } from '../../ids.js';
import { predictVisitor } from '../estimate/predict.js';
import { queueLine } from '../queries.js';
import type { RunningHall } from '../state.js';

/** Where nobody knows how long it takes, who stands in line says at least which is shorter. */
const unknown = Number.MAX_SAFE_INTEGER;

/** Of some queues the one in which somebody who came now would wait least; ties: the first named. */
export const leastWait = (
  hall: RunningHall,
  queueIds: readonly QueueId[],
  now: Instant,
): QueueId | undefined => {
  const waits = queueIds.map((queueId) => ({
    queueId,
    seconds: predictVisitor(hall, queueId, now)?.seconds ?? unknown,
    size: queueLine(hall, queueId).size,
  }));
  return waits.toSorted((a, b) => a.seconds - b.seconds || a.size - b.size)[0]?.queueId;
};
