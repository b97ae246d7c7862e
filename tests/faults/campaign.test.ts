import { expect } from 'chai';
import { everyMilestone } from './lab/lives.js';
import { milestones } from './lab/milestones.js';
import { runRound, type RoundOptions, type RoundReport } from './lab/round.js';
import { SimulatorProcess } from './lab/simulator-process.js';
import { lineOf } from './lab/table.js';

// The short campaign. The long one is `npm run test:faults -- --rounds 500`.

const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);

describe('the fault campaign', function () {
  this.timeout(240_000);
  let simulator: SimulatorProcess;
  before(async () => {
    simulator = await SimulatorProcess.start();
  });
  after(() => simulator.stop());

  const round = (options: Partial<RoundOptions>): Promise<RoundReport> =>
    runRound({
      seed,
      simulator,
      store: 'sqlite',
      instances: 1,
      policy: 'at-most-once',
      kills: 2,
      seconds: 2,
      visitorsPerSecond: 12,
      sabotage: 'none',
      chaos: null,
      ...options,
    });

  const expectNoViolation = (report: RoundReport): void => {
    expect(report.violations, `seed ${report.seed}: ${lineOf(report)}`).to.deep.equal([]);
    expect(report.messages).to.be.greaterThan(0);
  };

  it('breaks no rule when the service is killed at every named point of the pipeline', async () => {
    const report = await round({ kills: everyMilestone, visitorsPerSecond: 5 });
    expectNoViolation(report);
    // Which points are reached is chance; most of them are, in every run.
    const reached = new Set(report.deaths.map(({ where }) => where));
    expect(reached.size).to.be.greaterThan(milestones.length / 2);
  });

  it('breaks no rule when it is killed at any moment', async () => {
    expectNoViolation(await round({ seed: seed + 1 }));
  });

  it('loses nothing under at-least-once', async () => {
    expectNoViolation(await round({ seed: seed + 2, policy: 'at-least-once' }));
  });
});
