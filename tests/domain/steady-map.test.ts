import { expect } from 'chai';
import fc from 'fast-check';
import { SteadyMap } from '../../src/domain/steady-map.js';

const keys: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const pairs = fc.array(fc.tuple(keys, fc.nat(99)), { maxLength: 12 });

describe('a steady map', () => {
  it('is what a map is after the same changes, in the same order', () => {
    fc.assert(
      fc.property(pairs, pairs, (first, changes) => {
        const plain = new Map(first);
        let steady = SteadyMap.of(first);
        for (const [key, value] of changes) {
          plain.set(key, value);
          steady = steady.with(key, value);
        }
        expect([...steady]).to.deep.equal([...plain]);
        expect([...steady.keys()]).to.deep.equal([...plain.keys()]);
        expect([...steady.values()]).to.deep.equal([...plain.values()]);
        expect(steady.size).to.equal(plain.size);
        for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
          expect(steady.get(key)).to.equal(plain.get(key));
          expect(steady.has(key)).to.equal(plain.has(key));
        }
      }),
    );
  });

  it('leaves earlier versions as they were', () => {
    fc.assert(
      fc.property(pairs, keys, fc.nat(99), (first, key, value) => {
        const before = SteadyMap.of(first);
        before.with(key, value).with('f', value);
        expect([...before]).to.deep.equal([...new Map(first)]);
        expect(before.has('f')).to.equal(false);
      }),
    );
  });

  it('tells each of its entries, and itself', () => {
    const map = SteadyMap.of([['a', 1] as const, ['b', 2] as const]);
    const told: unknown[] = [];
    map.forEach((value, key, whole) => told.push([key, value, whole === map]));
    expect(told).to.deep.equal([
      ['a', 1, true],
      ['b', 2, true],
    ]);
  });

  it('equals another with the same entries, and no other', () => {
    const one = SteadyMap.of([['a', 1]]).with('b', 2);
    expect(one).to.deep.equal(SteadyMap.of([['a', 1]]).with('b', 2));
    expect(one).not.to.deep.equal(one.with('b', 3));
  });
});
