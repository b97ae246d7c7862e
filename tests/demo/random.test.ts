import { expect } from 'chai';
import { createRandom, type Random } from '../../demo/random.js';

const draws = ({ next }: Random): readonly number[] => Array.from({ length: 1_000 }, next);

describe('seeded random numbers', () => {
  it('are the same with the same seed and others with another', () => {
    expect(draws(createRandom(7))).to.deep.equal(draws(createRandom(7)));
    expect(draws(createRandom(7))).to.not.deep.equal(draws(createRandom(8)));
  });

  it('lie from 0 to 1 and spread evenly', () => {
    const all = draws(createRandom(1));
    expect(all.every((value) => value >= 0 && value < 1)).to.equal(true);
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).to.be.closeTo(0.5, 0.05);
  });

  it('fork without shifting the source', () => {
    const [one, two] = [createRandom(5), createRandom(5)];
    draws(one.fork('A001'));
    expect(draws(one)).to.deep.equal(draws(two));
    expect(draws(one.fork('A001'))).to.not.deep.equal(draws(one.fork('A002')));
  });

  it('choose by weight', () => {
    const random = createRandom(3);
    const chosen = Array.from({ length: 1_000 }, () =>
      random.weighted([
        ['often', 9],
        ['seldom', 1],
      ]),
    );
    expect(chosen.filter((one) => one === 'seldom').length).to.be.within(50, 170);
  });
});
