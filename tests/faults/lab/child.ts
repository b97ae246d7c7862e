import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process came to its end. */
export type Exit = Readonly<{ code: number | null; signal: NodeJS.Signals | null; atMs: number }>;

export type ChildOptions = Readonly<{
  /** A compiled module, as a path relative to this folder in `dist`. */
  module: string;
  env: Readonly<Record<string, string>>;
  /** Prefix of the command line, such as a shell that limits what the process may do. */
  through?: readonly string[];
  /** The user that it runs as. */
  uid?: number;
}>;

const keptBytes = 64 * 1024;

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A Node process of the laboratory, which ends with it. Its last output is kept for whoever has to explain its end. */
export class Child {
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  #output = '';
  #exit: Exit | null = null;

  constructor({ module, env, through = [], uid }: ChildOptions) {
    const file = fileURLToPath(new URL(module, import.meta.url));
    const [command, ...args] = [...through, process.execPath, file];
    this.#process = spawn(command, args, {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    alive.add(this.#process);
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (chunk: Buffer) => this.#keep(chunk.toString('utf8')));
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        alive.delete(this.#process);
        this.#exit ??= { code, signal, atMs: Date.now() };
        resolve(this.#exit);
      };
      this.#process.once('exit', end);
      this.#process.once('error', () => end(null, null));
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('the process was not started');
    return pid;
  }

  get exit(): Exit | null {
    return this.#exit;
  }

  /** The end of what it has printed. */
  get output(): string {
    return this.#output;
  }

  async kill(signal: NodeJS.Signals): Promise<Exit> {
    if (this.#exit === null) this.#process.kill(signal);
    return this.exited;
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Waits for a line that matches. @throws Error when the process ends before */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    while (this.#exit === null) {
      const found = pattern.exec(this.#output);
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`ended before it printed ${pattern}: ${this.#output.slice(-2_000)}`);
  }

  #keep(text: string): void {
    // Whoever waits for it asks whether it is ready many times: that says nothing.
    const telling = text.split('\n').filter((line) => !line.includes('/health/ready'));
    this.#output = (this.#output + telling.join('\n')).slice(-keptBytes);
  }
}
