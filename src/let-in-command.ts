import { runLetIn } from './composition/cli/let-in/command.js';

const line = (text: string): string => `${text}\n`;

process.exitCode = await runLetIn({
  words: process.argv.slice(2),
  env: process.env,
  print: (text) => void process.stdout.write(line(text)),
  complain: (text) => void process.stderr.write(line(`let-in: ${text}`)),
});
