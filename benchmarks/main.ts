import { parseArgs } from 'node:util';
import { measureEstimates } from './estimates.js';
import { measureFold } from './fold.js';
import { measureLargeHall, measureManyHalls } from './large-days.js';
import { conditionLines, conditionsNow, sectionLines, type Section } from './report.js';
import { measureSendLatency } from './send-latency.js';
import { measureThroughput } from './throughput.js';
import { measureWaitingLine } from './waiting-line.js';

const measurements: Readonly<Record<string, () => Section | Promise<Section>>> = {
  throughput: measureThroughput,
  latency: measureSendLatency,
  fold: measureFold,
  waiting: measureWaitingLine,
  estimates: measureEstimates,
};

/** Minutes long: by name only. */
const byNameOnly: Readonly<Record<string, () => Promise<Section>>> = {
  'large-hall': measureLargeHall,
  'many-halls': measureManyHalls,
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Only these, by name; all but the long ones by default. */
    only: { type: 'string', multiple: true, default: Object.keys(measurements) },
  },
});

const print = (lines: readonly string[]): void => {
  if (!values.json) process.stdout.write(`${lines.join('\n')}\n`);
};

const conditions = conditionsNow();
print(conditionLines(conditions));
const sections: Section[] = [];
for (const name of values.only) {
  const all = { ...measurements, ...byNameOnly };
  const measure = all[name];
  if (measure === undefined)
    throw new Error(`--only ${name}: expected ${Object.keys(all).join(', ')}`);
  const section = await measure();
  sections.push(section);
  print(sectionLines(section));
}
if (values.json) process.stdout.write(`${JSON.stringify({ ...conditions, sections }, null, 2)}\n`);
