import { runTemplates } from './composition/cli/templates/command.js';

const line = (text: string): string => `${text}\n`;

process.exitCode = await runTemplates({
  words: process.argv.slice(2),
  env: process.env,
  print: (text) => void process.stdout.write(line(text)),
  complain: (text) => void process.stderr.write(line(`templates: ${text}`)),
});
