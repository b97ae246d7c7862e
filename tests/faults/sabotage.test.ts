import { expect } from 'chai';
import { judgeMessages } from './lab/verdict.js';
import { Bench, eventually } from './lab/bench.js';

// A campaign that finds nothing proves nothing until it has found a rule broken on purpose.

describe('a rule broken on purpose', function () {
  this.timeout(60_000);

  const killedAfterTheAnswer = async (sabotage: string) => {
    const bench = await Bench.open({ env: { FAULTS_SABOTAGE: sabotage } });
    try {
      await bench.instance.kill();
      const exited = bench.instance.launch({ point: 'answered', nth: 1 });
      await bench.instance.untilReady();
      const visiting = bench.visitor();
      await exited;
      await bench.instance.start();
      const visitor = await visiting;
      const done = ['sent', 'in_doubt', 'withdrawn'];
      await eventually(async () =>
        (await bench.records.messages()).every(({ status }) => done.includes(status)),
      );
      return judgeMessages({
        policy: 'at-most-once',
        messages: await bench.records.messages(),
        deliveries: await bench.deliveriesOf(visitor),
        inFlightAtKills: bench.instance.inFlightAtKills,
        unknownFaults: 0,
        states: await bench.records.states(),
        declined: new Set(),
        diedAt: 0,
      });
    } finally {
      await bench.close();
    }
  };

  it('is caught: sending before the claim is written sends twice', async () => {
    const verdict = await killedAfterTheAnswer('send-before-claim');
    expect(verdict.duplicates).to.be.greaterThan(0);
    expect(verdict.violations.join()).to.match(/ deliveries for messages 1:/);
  });

  it('is not seen where it is not broken: the same kill leaves one message in doubt', async () => {
    const verdict = await killedAfterTheAnswer('none');
    expect(verdict).to.include({ delivered: 1, duplicates: 0, lost: 0, inDoubt: 1 });
    expect(verdict.violations).to.deep.equal([]);
  });
});
