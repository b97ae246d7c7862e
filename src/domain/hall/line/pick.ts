import { epochMs, type Instant, type QueueId, type WindowId } from '../../ids.js';
import {
  queueOf,
  windowOf,
  type HallSettings,
  type WindowSettings,
} from '../../settings/settings.js';
import type { CallReason } from '../events.js';
import { queueLine, ticketInLine, windowLine } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { heaviest, spend, type Turns } from './turns.js';

// A window compares the fronts of its lines and nothing behind them: the order within a line, and
// so what everybody in it was told, stays as it is.

/** Who a window calls next, and why this one and no other. */
export type Picked = Readonly<{ ticket: Ticket; reason: CallReason }>;

type Front = Readonly<{ queueId: QueueId; ticket: Ticket }>;
/** The longest wait that the settings of a queue allow; null: any. */
type Limits = (queueId: QueueId) => number | null;

/** How many of each line are called already, in a look ahead. */
type Passed = Readonly<{ own: number; queues: ReadonlyMap<QueueId, number>; turns: Turns }>;

const frontsOf = (
  hall: RunningHall,
  { queueIds }: WindowSettings,
  { queues }: Passed,
): readonly Front[] =>
  queueIds.flatMap((queueId) => {
    const ticket = ticketInLine(hall, queueLine(hall, queueId), queues.get(queueId) ?? 0);
    return ticket === undefined ? [] : [{ queueId, ticket }];
  });

/** The first of those with the highest value. */
const highest = <Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number,
): Item | undefined => {
  let best: Readonly<{ item: Item; value: number }> | undefined;
  for (const item of items) {
    const value = valueOf(item);
    if (best === undefined || value > best.value) best = { item, value };
  }
  return best?.item;
};

const limitsOf =
  (settings: HallSettings): Limits =>
  (queueId) =>
    queueOf(settings, queueId)?.maxWaitSeconds ?? null;

/** Of those who have waited longer than their queue wants, the one furthest over. */
const overdue = (fronts: readonly Front[], limits: Limits, at: Instant): Front | undefined => {
  const late = fronts.flatMap((front) => {
    const limit = limits(front.queueId);
    if (limit === null) return [];
    const over = epochMs(at) - epochMs(front.ticket.enteredAt) - limit * 1000;
    return over > 0 ? [{ front, over }] : [];
  });
  return highest(late, ({ over }) => over)?.front;
};

const longestThere = (fronts: readonly Front[]): Front | undefined =>
  highest(fronts, ({ ticket }) => -epochMs(ticket.enteredAt));

const byRule = (
  window: WindowSettings,
  fronts: readonly Front[],
  turns: Turns,
): Readonly<{ front: Front | undefined; reason: CallReason }> => {
  switch (window.pick) {
    case 'longest_wait':
      return { front: longestThere(fronts), reason: 'longest_wait' };
    case 'shares': {
      const waiting = fronts.map(({ queueId }) => queueId);
      const turn = heaviest(window, turns, waiting);
      return { front: fronts.find(({ queueId }) => queueId === turn), reason: 'share' };
    }
    default:
      return { front: fronts[0], reason: 'preference' };
  }
};

type Asked = Readonly<{ windowId: WindowId; at: Instant; passed: Passed }>;

const pickAt = (hall: RunningHall, { windowId, at, passed }: Asked): Picked | undefined => {
  const own = ticketInLine(hall, windowLine(hall, windowId), passed.own);
  if (own !== undefined) return { ticket: own, reason: 'own_line' };
  const window = windowOf(hall.settings, windowId);
  if (window === undefined) return undefined;
  const fronts = frontsOf(hall, window, passed);
  const late = overdue(fronts, limitsOf(hall.settings), at);
  if (late !== undefined) return { ticket: late.ticket, reason: 'over_max_wait' };
  const { front, reason } = byRule(window, fronts, passed.turns);
  return front === undefined ? undefined : { ticket: front.ticket, reason };
};

const nobodyPassed = (hall: RunningHall, windowId: WindowId): Passed => ({
  own: 0,
  queues: new Map(),
  turns: hall.windows.get(windowId)?.turns ?? new Map(),
});

/** Who a window would call now: from its own line, who waits too long, then by its rule. */
export const nextForWindow = (
  hall: RunningHall,
  windowId: WindowId,
  at: Instant,
): Picked | undefined => pickAt(hall, { windowId, at, passed: nobodyPassed(hall, windowId) });

/** The shares of a window's queues once it has called from one of them; `hall` is before the call. */
export const turnsAfter = (hall: RunningHall, windowId: WindowId, queueId: QueueId): Turns =>
  turnsOnceCalled(hall, { windowId, queueId, passed: nobodyPassed(hall, windowId) });

const turnsOnceCalled = (
  hall: RunningHall,
  { windowId, queueId, passed }: Omit<Asked, 'at'> & Readonly<{ queueId: QueueId }>,
): Turns => {
  const window = windowOf(hall.settings, windowId);
  if (window === undefined) return passed.turns;
  const waiting = frontsOf(hall, window, passed).map((front) => front.queueId);
  return spend(window, { turns: passed.turns, waiting, queueId });
};

const passing = (hall: RunningHall, { passed, windowId }: Asked, picked: Picked): Passed => {
  if (picked.reason === 'own_line') return { ...passed, own: passed.own + 1 };
  const { queueId } = picked.ticket;
  return {
    own: passed.own,
    queues: new Map(passed.queues).set(queueId, (passed.queues.get(queueId) ?? 0) + 1),
    turns:
      picked.reason === 'share'
        ? turnsOnceCalled(hall, { windowId, queueId, passed })
        : passed.turns,
  };
};

/** How many of those to come a window shows. */
const shown = 3;

/** Who a window would call, one after the other, if nobody came and no other window called: three at most. */
export const nextPicks = (
  hall: RunningHall,
  windowId: WindowId,
  at: Instant,
): readonly Picked[] => {
  const picks: Picked[] = [];
  let passed = nobodyPassed(hall, windowId);
  while (picks.length < shown) {
    const asked = { windowId, at, passed };
    const picked = pickAt(hall, asked);
    if (picked === undefined) break;
    picks.push(picked);
    passed = passing(hall, asked, picked);
  }
  return picks;
};

/** The same, without why. */
export const nextThree = (hall: RunningHall, windowId: WindowId, at: Instant): readonly Ticket[] =>
  nextPicks(hall, windowId, at).map(({ ticket }) => ticket);
