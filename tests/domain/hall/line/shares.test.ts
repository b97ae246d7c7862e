import { expect } from 'chai';
import fc from 'fast-check';
import type { HallSettings } from '../../../../src/domain/settings/settings.js';
import { demo } from '../demo-hall.js';
import { LineDay } from './line-day.js';

type Shares = Readonly<{ high: number; normal: number }>;
type Id = keyof Shares;
const ids = ['high', 'normal'] as const;

const byShares = (shares: Shares): HallSettings => ({
  ...demo,
  priorities: ids.map((id) => ({ id, name: id, headStartSeconds: 0, share: shares[id] })),
  queues: demo.queues.map((queue) => ({ ...queue, order: 'interleave' })),
});

const share = fc.integer({ min: 1, max: 10 });
const shares: fc.Arbitrary<Shares> = fc.record({ high: share, normal: share });
/** Who takes a number; null: somebody is called. */
const moves: fc.Arbitrary<readonly (Id | null)[]> = fc.array(
  fc.constantFrom<Id | null>('high', 'normal', 'normal', null, null),
  { maxLength: 60, size: 'max' },
);
/** How many of each come before each call, as it happens. */
const crowds = fc.array(fc.record({ high: fc.nat(2), normal: fc.nat(2) }), {
  minLength: 40,
  maxLength: 40,
});

/** Who is called while both wait all the time. */
const calledWhileBothWait = (
  day: LineDay,
  arrivals: readonly Readonly<Record<Id, number>>[],
): readonly string[] =>
  arrivals.map((crowd) => {
    for (const id of ids) {
      for (let one = 0; one < crowd[id]; one += 1) day.take(id);
      const wait = day.line.filter(({ priority }) => priority === id).length;
      // After the call somebody of each is still there.
      for (let one = wait; one < 2; one += 1) day.take(id);
    }
    return day.call()?.priority ?? '';
  });

/** How far, in calls, any calls in a row are from the shares. */
const unfairness = (called: readonly string[], { high, normal }: Shares): number => {
  let worst = 0;
  for (const from of called.keys()) {
    let had = 0;
    for (const [index, one] of called.slice(from).entries()) {
      if (one === 'high') had += 1;
      worst = Math.max(worst, Math.abs(had - ((index + 1) * high) / (high + normal)));
    }
  }
  return worst;
};
const aCall = 1 + 1e-9;

const play = (day: LineDay, list: readonly (Id | null)[]): void => {
  for (const one of list)
    if (one === null) day.call();
    else day.take(one);
};

describe('a line by shares', () => {
  it('gives two that wait all the time their shares, to within one call of any calls in a row', () => {
    fc.assert(
      fc.property(shares, crowds, (both, arrivals) => {
        const called = calledWhileBothWait(new LineDay(byShares(both)), arrivals);
        expect(unfairness(called, both)).to.be.at.most(aCall);
      }),
      { numRuns: 300 },
    );
  });

  it('gives nobody more for having been away, and nobody less', () => {
    fc.assert(
      fc.property(shares, moves, crowds, (both, before, arrivals) => {
        const day = new LineDay(byShares(both));
        play(day, before);
        expect(unfairness(calledWhileBothWait(day, arrivals), both)).to.be.at.most(aCall);
      }),
      { numRuns: 300 },
    );
  });

  it('calls three in turn by 3 : 2 : 1 while all of them wait', () => {
    const three: HallSettings = {
      ...byShares({ high: 3, normal: 1 }),
      priorities: [
        { id: 'vip', name: 'vip', headStartSeconds: 0, share: 3 },
        { id: 'senior', name: 'senior', headStartSeconds: 0, share: 2 },
        { id: 'normal', name: 'normal', headStartSeconds: 0, share: 1 },
      ],
    };
    const day = new LineDay(three);
    for (let one = 0; one < 40; one += 1)
      for (const id of ['normal', 'senior', 'vip']) day.take(id);
    const called = Array.from({ length: 36 }, () => day.call()?.priority ?? '');
    for (let round = 0; round < 36; round += 6)
      expect(called.slice(round, round + 6).toSorted()).to.deep.equal([
        'normal',
        'senior',
        'senior',
        'vip',
        'vip',
        'vip',
      ]);
  });

  it('forgets the turn of the last of a priority that gives up', () => {
    const day = new LineDay(byShares({ high: 1, normal: 1 }));
    const given = [day.take('normal'), day.take('normal'), day.take('normal')];
    for (const id of given.slice(1)) day.cancel(id);
    const [high, again] = [day.take('high'), day.take('normal')];
    expect(day.ids).to.deep.equal([high, given[0], again]);
  });

  it('has whoever returns by its rule come once in so many calls: 隔3插1', () => {
    const rule: HallSettings = {
      ...byShares({ high: 1, normal: 3 }),
      returns: { ...demo.returns, place: 'entry', priority: 'high' },
    };
    const day = new LineDay(rule);
    const missed = Array.from({ length: 3 }, () => {
      const id = day.take('normal');
      day.call();
      return id;
    });
    const normal = Array.from({ length: 12 }, () => day.take('normal'));
    for (const id of missed) day.back(id, null);
    // The first at once, for none of its kind was called lately; from then on one after three others.
    expect(missed.map((id) => day.ids.indexOf(id))).to.deep.equal([0, 3, 7]);
    expect(day.ids.filter((id) => !missed.includes(id))).to.deep.equal(normal);
  });
});
