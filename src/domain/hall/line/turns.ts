import type { QueueId } from '../../ids.js';
import type { WindowSettings } from '../../settings/settings.js';

/**
 * What each queue of a window is owed under `shares`: smooth weighted round robin. At a call each
 * queue that has somebody waiting gains its share, the one that is owed most is called, and pays the
 * sum of these shares. What they are owed sums up to about nothing.
 */
export type Turns = ReadonlyMap<QueueId, number>;

/** A queue that the window's shares leave out has one. */
const shareOf = ({ shares }: WindowSettings, queueId: QueueId): number =>
  // Its own entries only: a queue may have the id of something that every object has.
  Object.hasOwn(shares, queueId) ? (shares[queueId] ?? 1) : 1;

/**
 * What is owed before a call. A queue in which nobody waited at the last one comes in owed as much as
 * the others are on average: it has gained nothing by its absence, and lost nothing.
 */
const owed = (turns: Turns, waiting: readonly QueueId[]): ReadonlyMap<QueueId, number> => {
  const known = waiting.flatMap((queueId) => turns.get(queueId) ?? []);
  const sum = known.reduce((total, each) => total + each, 0);
  const mean = known.length === 0 ? 0 : Math.floor(sum / known.length);
  return new Map(waiting.map((queueId) => [queueId, (turns.get(queueId) ?? mean) - mean]));
};

/** Whose turn it is: the queue that is owed most, in doubt the one that the window prefers. */
export const heaviest = (
  window: WindowSettings,
  turns: Turns,
  waiting: readonly QueueId[],
): QueueId | undefined => {
  let best: QueueId | undefined;
  let most = -Infinity;
  for (const [queueId, before] of owed(turns, waiting)) {
    const now = before + shareOf(window, queueId);
    if (now <= most) continue;
    best = queueId;
    most = now;
  }
  return best;
};

/** What is owed once a queue was called; `waiting`: the queues that had somebody before the call. */
export const spend = (
  window: WindowSettings,
  {
    turns,
    waiting,
    queueId,
  }: Readonly<{ turns: Turns; waiting: readonly QueueId[]; queueId: QueueId }>,
): Turns => {
  const all = waiting.reduce((sum, each) => sum + shareOf(window, each), 0);
  const before = owed(turns, waiting);
  return new Map(
    [...before].map(([each, had]) => [
      each,
      had + shareOf(window, each) - (each === queueId ? all : 0),
    ]),
  );
};
