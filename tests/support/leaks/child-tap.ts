import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** The programs of `src`, and what starts the service for the fault laboratory. */
const programs = /(?:\/src\/[\w-]+|service-main)\.js$/;

/** Splits what comes in pieces into lines. */
const intoLines = (take: (line: string) => void): ((chunk: unknown) => void) => {
  let rest = '';
  return (chunk) => {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  };
};

/** Listens to the output of every process that is the service. */
export const tapChildren = (wrote: (line: string, by: string) => void): void => {
  subscribe('child_process', (message) => {
    const { process: child } = message as Readonly<{ process: ChildProcess }>;
    // It is told of while it is made: its streams, and who else reads them, come right after.
    process.nextTick(() => {
      const program = (child.spawnargs ?? []).find((arg) => programs.test(arg));
      if (program === undefined) return;
      const name = program.split('/').at(-1) ?? '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on(
          'data',
          intoLines((line) => wrote(line, name)),
        );
    });
  });
};
