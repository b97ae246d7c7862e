import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { campaignOptions, type CampaignOptions } from './lab/campaign-options.js';
import { runRound, type RoundReport } from './lab/round.js';
import { SimulatorProcess } from './lab/simulator-process.js';
import { header, lineOf, totalLine } from './lab/table.js';

const run = promisify(execFile);

/** A command of the operator's, at some moment of a round: kills a leader, pauses the store, … */
const chaosOf = ({ chaos }: CampaignOptions, seed: number): (() => Promise<void>) | null => {
  if (chaos === null) return null;
  return async () => {
    await sleep(1_500 + (seed % 7) * 300);
    await run('bash', ['-c', chaos], { timeout: 120_000 });
  };
};

const campaign = async (options: CampaignOptions): Promise<readonly RoundReport[]> => {
  const simulator = await SimulatorProcess.start();
  const reports: RoundReport[] = [];
  console.log(header);
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      const seed = options.seed + round;
      const report = await runRound({ ...options, seed, simulator, chaos: chaosOf(options, seed) });
      reports.push(report);
      console.log(lineOf(report));
      for (const violation of report.violations) console.log(`  VIOLATION ${violation}`);
      if (options.untilViolation && report.violations.length > 0) break;
    }
  } finally {
    await simulator.stop();
  }
  return reports;
};

// An exit takes the children along, which a signal does not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  const options = campaignOptions(process.argv.slice(2));
  const reports = await campaign(options);
  console.log(totalLine(reports));
  const broken = reports.filter(({ violations }) => violations.length > 0);
  for (const { seed, violations } of broken)
    console.log(
      `seed ${seed}: ${violations.length} violations; run again with --seed ${seed} --rounds 1`,
    );
  process.exit(broken.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  process.exit(2);
}
