import fc from 'fast-check';
import type { PriorityClass } from '../../../../src/domain/settings/priorities.js';
import type { HallSettings, OrderRule } from '../../../../src/domain/settings/settings.js';

const classes = (list: readonly [string, number, number][]): readonly PriorityClass[] =>
  list.map(([id, headStartSeconds, share]) => ({ id, name: id, headStartSeconds, share }));

/** Lists of two and three priorities, in more than one order. */
export const priorityLists: readonly (readonly PriorityClass[])[] = [
  classes([
    ['priority', 0, 1],
    ['normal', 0, 1],
  ]),
  classes([
    ['vip', 900, 3],
    ['senior', 300, 2],
    ['normal', 0, 1],
  ]),
  classes([
    ['normal', 60, 4],
    ['senior', 600, 1],
    ['vip', 0, 10],
  ]),
];

/** What orders the lines of a hall. */
export type LineRules = Readonly<{
  order: OrderRule;
  lockedHead: number;
  priorities: readonly PriorityClass[];
}>;

export const lineRules: fc.Arbitrary<LineRules> = fc.record({
  order: fc.constantFrom('strict', 'head-start', 'interleave'),
  lockedHead: fc.constantFrom(0, 0, 1, 2, 3),
  priorities: fc.constantFrom(...priorityLists),
});

/** Settings whose queues are all ordered by these rules. */
export const orderedBy = (settings: HallSettings, rules: LineRules): HallSettings => {
  const { order, lockedHead, priorities } = rules;
  const queues = settings.queues.map((queue) => ({ ...queue, order, lockedHead }));
  return { ...settings, priorities, queues };
};
