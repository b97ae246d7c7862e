import { expect } from 'chai';
import fc from 'fast-check';
import * as hashMap from '../../src/domain/hash-map.js';
import type { HashMap } from '../../src/domain/hash-map.js';

type Pairs = readonly (readonly [string, number])[];

const mapOf = (pairs: Pairs, from: HashMap<string, number> = hashMap.empty()) =>
  pairs.reduce((map, [key, value]) => hashMap.set(map, key, value), from);

/** Two and two of them have the same hash. */
const colliding = ['ticket -r3vhrw', 'ticket -roo828', 'ticket -c986gq', 'ticket db6y4d'] as const;

const keys = fc.oneof(
  fc.constantFrom(...colliding),
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 4 }),
);
const pairs = fc.array(fc.tuple(keys, fc.nat(99)), { maxLength: 200, size: 'max' });

const expectSame = (map: HashMap<string, number>, plain: ReadonlyMap<string, number>): void => {
  expect(map.size).to.equal(plain.size);
  for (const [key, value] of plain) {
    expect(hashMap.get(map, key)).to.equal(value);
    expect(hashMap.has(map, key)).to.equal(true);
  }
};

describe('a hash map', () => {
  it('knows nothing at first', () => {
    const map = hashMap.empty<string, number>();
    expect(map.size).to.equal(0);
    expect(hashMap.get(map, '')).to.equal(undefined);
    expect(hashMap.has(map, 'a')).to.equal(false);
  });

  it('holds what a map holds after the same changes, and nothing else', () => {
    fc.assert(
      fc.property(pairs, keys, (changes, other) => {
        const plain = new Map(changes);
        const map = mapOf(changes);
        expectSame(map, plain);
        expect(hashMap.get(map, other)).to.equal(plain.get(other));
        expect(hashMap.has(map, other)).to.equal(plain.has(other));
      }),
    );
  });

  it('tells apart keys with the very same hash, whichever of them changes', () => {
    const [a, b, c, d] = colliding;
    expect(hashMap.hashOf(a)).to.equal(hashMap.hashOf(b));
    expect(hashMap.hashOf(c)).to.equal(hashMap.hashOf(d));
    const map = mapOf([
      [a, 1],
      [b, 2],
      [a, 3],
      [b, 4],
      [c, 5],
    ]);
    expect([a, b, c, d].map((key) => hashMap.get(map, key))).to.deep.equal([3, 4, 5, undefined]);
    expect(hashMap.has(map, d)).to.equal(false);
    expect(map.size).to.equal(3);
  });

  it('leaves earlier versions as they were', () => {
    fc.assert(
      fc.property(pairs, pairs, (first, later) => {
        const before = mapOf(first);
        mapOf(later, before);
        expectSame(before, new Map(first));
        for (const [key] of later)
          expect(hashMap.has(before, key)).to.equal(new Map(first).has(key));
      }),
    );
  });

  it('knows a key whose value is undefined', () => {
    const map = hashMap.set(hashMap.empty<string, undefined>(), 'a', undefined);
    expect(hashMap.has(map, 'a')).to.equal(true);
  });

  it('finds every one of very many keys that begin alike', () => {
    const all = Array.from({ length: 20_000 }, (_, index) => [`0000-${index}`, index] as const);
    expectSame(mapOf(all), new Map(all));
  });
});
