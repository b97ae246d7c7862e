import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment, reach, temporaryDir, whenOver, type Reach } from './rig.js';

/** The compiled programs beside the compiled tests. */
const program = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const startPatienceMs = 30_000;

/** A process of ours, and what it has written so far. */
type Running = Readonly<{ child: ChildProcess; output: () => string }>;

const run = (name: string, env: Readonly<Record<string, string>>): Running => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program(name)], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  whenOver(() => child.kill('SIGKILL'));
  return { child, output: () => output };
};

/** Waits for a line that matches, and says what its group holds. */
const printed = async ({ child, output }: Running, pattern: RegExp): Promise<string> => {
  const signal = AbortSignal.timeout(startPatienceMs);
  for (;;) {
    const found = pattern.exec(output())?.[1];
    if (found !== undefined) return found;
    if (child.exitCode !== null) throw new Error(`exited with ${child.exitCode}: ${output()}`);
    const heard = new AbortController();
    const either = { signal: AbortSignal.any([signal, heard.signal]) };
    const what = [child.stdout, child.stderr].map((stream) =>
      stream === null ? Promise.resolve() : once(stream, 'data', either),
    );
    await Promise.race([...what, once(child, 'exit', either)]).finally(() => heard.abort());
    await Promise.allSettled(what);
  }
};

const end = async ({ child }: Running, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

export type Child = Reach &
  Readonly<{
    dataDir: string;
    /** Everything that it has written to stdout and stderr. */
    output: () => string;
    kill: () => Promise<void>;
    stop: () => Promise<void>;
  }>;

export type ChildOptions = Readonly<{
  dataDir?: string;
  settings?: Readonly<Record<string, string>>;
}>;

/** Starts `main.js` as a process of its own and waits until it is ready. */
export const startChild = async (options: ChildOptions = {}): Promise<Child> => {
  const { dataDir = temporaryDir(), settings = {} } = options;
  const running = run('src/main.js', environment(dataDir, settings));
  const url = await printed(running, /^nearturn +(http:\S+)$/m);
  const simulatorUrl =
    settings['WECHAT_BASE_URL'] ?? (await printed(running, /^ +simulator +(http:\S+)/m));
  return {
    ...reach(url, simulatorUrl),
    dataDir,
    output: running.output,
    kill: () => end(running, 'SIGKILL'),
    stop: () => end(running, 'SIGTERM'),
  };
};

/** Starts a simulated WeChat as a process of its own, which outlives the service. */
export const startWeChat = async (): Promise<
  Readonly<{ url: string; stop: () => Promise<void> }>
> => {
  const running = run('simulator/main.js', { SIMULATOR_PORT: '0' });
  const url = await printed(running, /^WeChat simulator: (http:\S+)/m);
  return { url, stop: () => end(running, 'SIGTERM') };
};
