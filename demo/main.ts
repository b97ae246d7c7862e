import { playMorning } from './morning.js';
import { readOptions } from './options.js';
import { createScreen } from './screen.js';
import { conclusion, summaryLines } from './summary.js';
import { openTarget } from './target.js';

const write = (text: string): void => {
  process.stdout.write(text);
};

const run = async (): Promise<boolean> => {
  const options = readOptions(process.argv.slice(2), process.env);
  const target = await openTarget(options, process.env);
  try {
    write(`A busy morning in hall ${target.hallId}, ${options.seconds} s, on ${target.store}\n`);
    const morning = await playMorning(target, options, createScreen(write));
    const { ok, sentence } = conclusion(morning);
    write(`\n${summaryLines(morning).join('\n')}\n\n${sentence}\n`);
    return ok;
  } finally {
    await target.close();
  }
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
