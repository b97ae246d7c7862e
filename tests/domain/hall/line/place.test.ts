import { expect } from 'chai';
import {
  firstPlace,
  headStartPlace,
  issueOrder,
  naturalOf,
  notBefore,
  placeBehind,
  placeBetween,
  sharePlace,
  strictPlace,
  tagOf,
  type Place,
} from '../../../../src/domain/hall/line/place.js';

const arrival = (rank: number, counter: number, regime = 0): Place =>
  strictPlace(rank, { regime, counter });
const inOrder = (...places: readonly string[]): void => {
  expect(places.toSorted()).to.deep.equal(places);
};

describe('a place', () => {
  it('by rank is written as in days before there were rules, and sorts with theirs', () => {
    expect(arrival(0, 12)).to.equal('10000012');
    expect(arrival(1, 12)).to.equal('20000012');
    inOrder('09999990', '10000007', '20000003', '200000039999991', '20000004', arrival(1, 12));
  });

  it('of a first comes before all others, the latest first', () => {
    inOrder(firstPlace(9), firstPlace(8), arrival(0, 1));
  });

  it('of a later regime comes behind all of the one before, whatever their rules', () => {
    const giving = (regime: number) => ({ regime, counter: 5 });
    inOrder(
      arrival(33, 9_999_999),
      headStartPlace(9_999_999_999_999, giving(0)),
      sharePlace(999_999_999_999, 33, giving(0)),
      arrival(0, 5, 1),
      headStartPlace(0, giving(1)),
      arrival(0, 5, 2),
    );
  });

  it('right behind another comes before the next, the latest nearest', () => {
    const before = arrival(1, 3);
    inOrder(before, placeBehind(before, 9), placeBehind(before, 8), arrival(1, 4));
  });

  it('right behind one that is behind another is the last of those and no longer than they are', () => {
    const [before, next] = [arrival(1, 3), arrival(1, 4)];
    let place = placeBetween(before, next, 10);
    expect(place).to.equal(placeBehind(before, 10));
    for (let counter = 11; counter < 2_000; counter += 1) {
      const behind = placeBetween(place, next, counter);
      inOrder(place, behind, next);
      place = behind;
    }
    expect(place).to.have.length(22);
    // Right behind the one before is before all of them, as ever.
    inOrder(before, placeBetween(before, next, 2_000), placeBehind(before, 10), place);
  });

  it('between two of those who are behind another stands between them', () => {
    const anchor = arrival(1, 3);
    const [near, far] = [placeBehind(anchor, 9), placeBehind(anchor, 8)];
    inOrder(near, placeBetween(near, far, 10), far);
  });

  it('not before another keeps its own where that is behind it', () => {
    expect(notBefore(arrival(1, 8), arrival(1, 7))).to.equal(arrival(1, 8));
  });

  it('that has to stand back keeps its order among those who have to', () => {
    const floor = arrival(1, 3);
    const [early, late] = [notBefore(arrival(0, 8), floor), notBefore(arrival(0, 9), floor)];
    inOrder(floor, placeBehind(floor, 10), early, late, arrival(1, 4));
    expect(notBefore(arrival(0, 9), early)).to.equal(late);
    expect(naturalOf(late)).to.equal(arrival(0, 9));
    expect(notBefore(arrival(0, 7), late)).to.equal(`${late}:${arrival(0, 7)}`);
  });

  it('tells its tag only where it was given by shares', () => {
    const shared = sharePlace(2520, 0, { regime: 3, counter: 7 });
    expect(tagOf(shared)).to.equal(2520);
    expect(tagOf(notBefore(shared, arrival(0, 1, 4)))).to.equal(2520);
    expect(tagOf(placeBehind(shared, 8))).to.equal(null);
    expect(tagOf(arrival(1, 3))).to.equal(null);
  });

  it('tells the order of issue, whatever rule gave it', () => {
    const giving = { regime: 2, counter: 41 };
    for (const place of [
      strictPlace(1, giving),
      headStartPlace(1, giving),
      sharePlace(1, 1, giving),
    ])
      expect(issueOrder(notBefore(place, arrival(5, 40, 3)))).to.equal('0000041');
  });
});
