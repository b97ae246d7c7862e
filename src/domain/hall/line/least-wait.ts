import type { Instant, QueueId } from '../../ids.js';
import { queueLine } from '../queries.js';
import type { RunningHall } from '../state.js';

/** Of some queues the one in which somebody who came now would wait least; ties: the first named. */
export const leastWait = (
  hall: RunningHall,
  queueIds: readonly QueueId[],
  _now: Instant,
): QueueId | undefined =>
  queueIds.toSorted((a, b) => queueLine(hall, a).size - queueLine(hall, b).size)[0];
