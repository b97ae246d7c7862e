import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process of its own that has said where it listens. */
export type Child = Readonly<{ output: string; stop: () => Promise<void> }>;

const startMs = 20_000;

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

/** The child's output up to the line that says it is ready. */
const readiness = (child: ChildProcess, ready: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = '';
    const giveUp = (why: string): void => reject(new Error(`${why}\n${output}`));
    const timer = setTimeout(() => giveUp('the process did not get ready'), startMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve(output);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      giveUp(`the process ended with ${code}`);
    });
  });

/** Starts a module of this build as its own process, with nothing of our environment. */
export const startChild = async (
  module: string,
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Child> => {
  const path = fileURLToPath(new URL(module, import.meta.url));
  // What `--cpu-prof` and its like are given to us is for the children that do the work.
  const flags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const child = spawn(process.execPath, [...flags, path], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await readiness(child, ready);
  return { output, stop: () => stopped(child) };
};

/** The service in a process of its own, on a store of its own. */
export type ServiceChild = Readonly<{
  url: string;
  simulatorUrl: string;
  adminToken: string;
  stop: () => Promise<void>;
}>;

const adminToken = 'nt_benchmark-admin-token-0123456789';

/** Starts the real service with everything on, but for the rate limit. */
export const startServiceChild = async (): Promise<ServiceChild> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nearturn-bench-'));
  const env = {
    DATA_DIR: dataDir,
    PORT: '0',
    SIMULATOR_PORT: '0',
    ADMIN_TOKEN: adminToken,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  };
  const child = await startChild('../src/main.js', env, /simulator +http\S+/);
  const found = (pattern: RegExp): string => pattern.exec(child.output)?.[1] ?? '';
  return {
    url: found(/nearturn +(http\S+)/),
    simulatorUrl: found(/simulator +(http\S+)/),
    adminToken,
    stop: async () => {
      await child.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
