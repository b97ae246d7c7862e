import { epochMs, type Instant, type QueueId } from '../../ids.js';
import * as orderedMap from '../../ordered-map.js';
import { priorityOf, priorityRank, type Priority } from '../../settings/priorities.js';
import { queueOf, type HallSettings, type OrderRule } from '../../settings/settings.js';
import type { ReturnPosition } from '../events.js';
import { queueLine } from '../queries.js';
import type { RunningHall } from '../state.js';
import { nextTag, unshared } from './fairness.js';
import {
  firstPlace,
  headStartPlace,
  naturalOf,
  notBefore,
  placeBetween,
  sharePlace,
  strictPlace,
  type Giving,
  type Place,
} from './place.js';

/** Who enters a line. */
export type Entering = Readonly<{
  queueId: QueueId;
  priority: Priority;
  /** The time that the rule takes for its arrival. */
  entersAs: Instant;
  /** Stands by this count instead of the hall's next; for a ticket that keeps its turn of issue. */
  counter?: number;
}>;

const giving = (hall: RunningHall, { queueId, counter }: Entering): Giving => ({
  regime: hall.queues.get(queueId)?.regime ?? 0,
  counter: counter ?? hall.places + 1,
});

/** Where the queue's rule alone would have it. */
const byRule = (hall: RunningHall, who: Entering): Place => {
  const { settings } = hall;
  const rank = priorityRank(settings, who.priority);
  const given = giving(hall, who);
  switch (queueOf(settings, who.queueId)?.order) {
    case 'head-start': {
      const headStart = priorityOf(settings, who.priority)?.headStartSeconds ?? 0;
      return headStartPlace(epochMs(who.entersAs) - headStart * 1000, given);
    }
    case 'interleave': {
      const fairness = hall.queues.get(who.queueId)?.fairness ?? unshared;
      const share = priorityOf(settings, who.priority)?.share ?? 1;
      return sharePlace(nextTag(fairness, who.priority, share), rank, given);
    }
    default:
      return strictPlace(rank, given);
  }
};

/** Behind the first `count` who wait, whatever its rule says. */
const behindFirst = (
  hall: RunningHall,
  { queueId }: Entering,
  count: number,
  place: Place,
): Place => {
  const line = queueLine(hall, queueId);
  const floor = count <= 0 ? undefined : orderedMap.at(line, Math.min(count, line.size) - 1);
  return floor === undefined ? place : notBefore(place, floor.key);
};

/** How many of a queue's line nobody enters before. */
export const lockedHead = ({ settings }: RunningHall, queueId: QueueId): number =>
  queueOf(settings, queueId)?.lockedHead ?? 0;

const lastByRule = orderedMap.lastAtMostBy(naturalOf);

/** The last of those who stood back and whom the rule has before this place. */
const lastStoodBack = (
  hall: RunningHall,
  { queueId }: Entering,
  place: Place,
): Place | undefined => {
  const line = hall.queues.get(queueId)?.stoodBack;
  return line === undefined ? undefined : lastByRule(line, place)?.key;
};

/**
 * The place of who enters a queue's line by its rule. Those who have been told to come forward stay
 * before it, and so do those of its kind who had to stand back behind them.
 */
export const entryPlace = (hall: RunningHall, who: Entering): Place => {
  const place = byRule(hall, who);
  const behindLocked = behindFirst(hall, who, lockedHead(hall, who.queueId), place);
  const before = lastStoodBack(hall, who, place);
  return before === undefined || before < behindLocked ? behindLocked : notBefore(place, before);
};

/** Behind everyone who waits now, whatever their priority. */
export const lastPlace = (hall: RunningHall, who: Entering): Place => {
  const { settings } = hall;
  const order = queueOf(settings, who.queueId)?.order ?? 'strict';
  const given = giving(hall, who);
  const lowest = Math.max(0, settings.priorities.length - 1);
  const place =
    order === 'strict'
      ? strictPlace(lowest, given)
      : order === 'head-start'
        ? headStartPlace(epochMs(who.entersAs), given)
        : byRule(hall, who);
  return behindFirst(hall, who, queueLine(hall, who.queueId).size, place);
};

/** Behind the first `n` who wait, and never among those who have been told to come forward. */
const afterPlace = (hall: RunningHall, who: Entering, n: number): Place => {
  const line = queueLine(hall, who.queueId);
  if (n <= 0) return firstPlace(hall.places + 1);
  const [before, next] = [orderedMap.at(line, n - 1), orderedMap.at(line, n)];
  return before === undefined || next === undefined
    ? lastPlace(hall, who)
    : placeBetween(before.key, next.key, hall.places + 1);
};

/** The place at a position of a queue's line. @param by a clerk may put somebody before everyone, a rule not */
export const placeAt = (
  hall: RunningHall,
  who: Entering,
  { position, by }: Readonly<{ position: ReturnPosition; by: 'clerk' | 'rule' }>,
): Place => {
  switch (position.kind) {
    case 'last':
      return lastPlace(hall, who);
    case 'entry':
      return entryPlace(hall, who);
    case 'first':
      return by === 'clerk'
        ? firstPlace(hall.places + 1)
        : afterPlace(hall, who, lockedHead(hall, who.queueId));
    default:
      return afterPlace(hall, who, Math.max(position.n, lockedHead(hall, who.queueId)));
  }
};

type Ordering = Pick<HallSettings, 'queues' | 'priorities'>;

/** What decides the order of a queue's line; when it changes, whoever waits goes before who enters. */
const orderingOf = ({ priorities }: Ordering, order: OrderRule): string =>
  JSON.stringify([
    order,
    priorities.map(({ id, headStartSeconds, share }) => {
      if (order === 'strict') return id;
      return order === 'head-start' ? [id, headStartSeconds] : [id, share];
    }),
  ]);

/** Whether newer settings order a queue's line by another rule, or take it away or bring it back. */
export const isReordered = (before: Ordering, after: Ordering, queueId: QueueId): boolean => {
  const orderIn = (settings: Ordering): string | undefined => {
    const queue = settings.queues.find((one) => one.queueId === queueId);
    return queue === undefined ? undefined : orderingOf(settings, queue.order);
  };
  return orderIn(before) !== orderIn(after);
};
