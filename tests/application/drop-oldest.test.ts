import { expect } from 'chai';
import { dropOldest } from '../../src/application/drop-oldest.js';

describe('what is remembered of many', () => {
  it('loses what came first, and only as much as is too much', () => {
    const map = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    dropOldest(map, 3);
    expect(map.size).to.equal(3);
    dropOldest(map, 1);
    expect([...map]).to.deep.equal([['c', 3]]);
    dropOldest(map, 0);
    expect(map.size).to.equal(0);
  });
});
