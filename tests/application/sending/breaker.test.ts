import { expect } from 'chai';
import { Breaker } from '../../../src/application/sending/breaker.js';
import { ManualClock } from '../../support/manual-clock.js';

describe('the breaker', () => {
  let clock: ManualClock;
  let breaker: Breaker;
  beforeEach(() => {
    clock = new ManualClock();
    breaker = new Breaker(clock);
  });

  it('lets everybody through until the account is refused', () => {
    expect([breaker.admit(), breaker.admit()]).to.deep.equal([0, 0]);
    breaker.failed('48001');
    expect(breaker.admit()).to.equal(5_000);
    expect(breaker.reason).to.equal('48001');
  });

  it('counts those that were refused together once', () => {
    for (let sends = 0; sends < 20; sends += 1) breaker.failed('48001');
    expect(breaker.admit()).to.equal(5_000);
  });

  it('then lets one try; for longer after each failure, at most two minutes', () => {
    breaker.failed('48001');
    for (const pauseMs of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
      clock.advance(breaker.admit());
      expect(breaker.admit()).to.equal(0);
      expect(breaker.admit(), 'a second one').to.equal(1_000);
      breaker.failed('48001');
      expect(breaker.admit()).to.equal(pauseMs);
    }
  });

  it('is closed by a success, and is not stuck by a try that tells nothing', () => {
    breaker.failed('48001');
    clock.advance(5_000);
    expect(breaker.admit()).to.equal(0);
    breaker.released();
    expect(breaker.admit()).to.equal(0);
    breaker.succeeded();
    expect(breaker.reason).to.equal(null);
    expect([breaker.admit(), breaker.admit()]).to.deep.equal([0, 0]);
  });
});
