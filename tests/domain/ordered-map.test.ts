import { expect } from 'chai';
import fc from 'fast-check';
import * as orderedMap from '../../src/domain/ordered-map.js';
import type { OrderedMap } from '../../src/domain/ordered-map.js';

type Numbers = OrderedMap<string, number>;
type Pairs = readonly (readonly [string, number])[];

const mapOf = (...pairs: Pairs): Numbers =>
  pairs.reduce(
    (map, [key, value]) => orderedMap.set(map, key, value),
    orderedMap.empty<string, number>(),
  );

const pairsOf = (map: Numbers): Pairs =>
  [...orderedMap.entries(map)].map(({ key, value }) => [key, value] as const);

type Shape = Readonly<{ size: number; left?: Shape; right?: Shape }>;

/** Checks sizes and balance all the way down; answers the height. */
const checkedHeight = ({ size, left, right }: Shape): number => {
  if (left === undefined || right === undefined) {
    expect(size).to.equal(0);
    return 0;
  }
  expect(size).to.equal(left.size + right.size + 1);
  if (left.size + right.size > 1) {
    expect(left.size).to.be.at.most(3 * right.size);
    expect(right.size).to.be.at.most(3 * left.size);
  }
  return 1 + Math.max(checkedHeight(left), checkedHeight(right));
};

const keys = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 3 });
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ set: keys, value: fc.nat(99) }) },
    { weight: 2, arbitrary: fc.record({ remove: keys }) },
  ),
  { maxLength: 150, size: 'max' },
);

describe('an ordered map', () => {
  it('is empty at first', () => {
    const map: Numbers = orderedMap.empty();
    expect(orderedMap.size(map)).to.equal(0);
    expect(pairsOf(map)).to.deep.equal([]);
    expect(orderedMap.get(map, 'a')).to.equal(undefined);
    expect(orderedMap.has(map, 'a')).to.equal(false);
    expect(orderedMap.rank(map, 'a')).to.equal(0);
    expect(orderedMap.at(map, 0)).to.equal(undefined);
    expect(orderedMap.remove(map, 'a')).to.equal(map);
  });

  it('gives its entries in the order of their keys, whatever the order they came in', () => {
    expect(pairsOf(mapOf(['b', 2], ['c', 3], ['a', 1]))).to.deep.equal([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('puts a new value in place of an earlier one', () => {
    const map = mapOf(['a', 1], ['b', 2], ['a', 9]);
    expect(orderedMap.get(map, 'a')).to.equal(9);
    expect(orderedMap.size(map)).to.equal(2);
  });

  it('knows a key whose value is undefined', () => {
    const map = orderedMap.set(orderedMap.empty<string, undefined>(), 'a', undefined);
    expect(orderedMap.has(map, 'a')).to.equal(true);
  });

  it('leaves earlier versions as they were', () => {
    const before = mapOf(['a', 1], ['b', 2], ['c', 3]);
    orderedMap.remove(orderedMap.set(before, 'b', 9), 'a');
    expect(pairsOf(before)).to.deep.equal([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('tells how many keys come before one, present or absent', () => {
    const map = mapOf(['b', 1], ['d', 2], ['f', 3]);
    expect(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => orderedMap.rank(map, key)),
    ).to.deep.equal([0, 0, 1, 1, 2, 2, 3]);
  });

  it('gives nothing beyond its ends', () => {
    const map = mapOf(['a', 1], ['b', 2]);
    expect(orderedMap.at(map, -1)).to.equal(undefined);
    expect(orderedMap.at(map, 2)).to.equal(undefined);
    expect([...orderedMap.entriesFrom(map, 2)]).to.deep.equal([]);
    expect([...orderedMap.entriesFrom(map, -5)]).to.have.length(2);
  });

  it('agrees with a sorted array and stays balanced after any steps', () => {
    fc.assert(
      fc.property(steps, keys, (all, probe) => {
        let map: Numbers = orderedMap.empty();
        const model = new Map<string, number>();
        for (const step of all) {
          if ('set' in step) {
            map = orderedMap.set(map, step.set, step.value);
            model.set(step.set, step.value);
          } else {
            map = orderedMap.remove(map, step.remove);
            model.delete(step.remove);
          }
        }
        const sorted = [...model].toSorted(([a], [b]) => (a < b ? -1 : 1));
        checkedHeight(map);
        expect(pairsOf(map)).to.deep.equal(sorted);
        expect(orderedMap.get(map, probe)).to.equal(model.get(probe));
        expect(orderedMap.has(map, probe)).to.equal(model.has(probe));
        const before = sorted.filter(([key]) => key < probe).length;
        expect(orderedMap.rank(map, probe)).to.equal(before);
        sorted.forEach(([key, value], k) => {
          expect(orderedMap.rank(map, key)).to.equal(k);
          expect(orderedMap.at(map, k)).to.deep.equal({ key, value });
          expect([...orderedMap.entriesFrom(map, k)].map((entry) => entry.key)).to.deep.equal(
            sorted.slice(k).map(([each]) => each),
          );
        });
      }),
    );
  });

  it('finds the last entry whose other text is at most a limit, as a scan from the end does', () => {
    const backwards = (key: string): string => Array.from(key).toReversed().join('');
    const lastAtMost = orderedMap.lastAtMostBy(backwards);
    fc.assert(
      fc.property(steps, keys, (list, limit) => {
        let map: Numbers = orderedMap.empty();
        for (const step of list) {
          map =
            'set' in step
              ? orderedMap.set(map, step.set, step.value)
              : orderedMap.remove(map, step.remove);
          const scanned = pairsOf(map).findLast(([key]) => backwards(key) <= limit);
          const found = lastAtMost(map, limit);
          expect(found && [found.key, found.value]).to.deep.equal(scanned);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stays low when 20,000 keys come in their order and leave at the front', () => {
    let map: Numbers = orderedMap.empty();
    const key = (n: number): string => String(n).padStart(7, '0');
    for (let n = 0; n < 20_000; n += 1) map = orderedMap.set(map, key(n), n);
    expect(checkedHeight(map)).to.be.at.most(24);
    for (let n = 0; n < 15_000; n += 1) {
      const first = orderedMap.at(map, 0);
      expect(first?.value).to.equal(n);
      map = orderedMap.remove(map, key(n));
    }
    expect(orderedMap.size(map)).to.equal(5000);
    expect(checkedHeight(map)).to.be.at.most(22);
  });
});
