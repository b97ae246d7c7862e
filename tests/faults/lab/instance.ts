import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { esdbSecretKey } from '../../support/esdb/test-store.js';
import { Child, type Exit } from './child.js';
import { freePort } from './free-port.js';
import type { Milestone } from './milestones.js';

/** Every instance of the laboratory shares it. */
export const adminToken = 'nt_fault-laboratory-admin';

export type InstanceOptions = Readonly<{
  name: string;
  dataDir: string;
  env: Readonly<Record<string, string>>;
  through?: readonly string[];
  uid?: number;
}>;

export type Arm = Readonly<{ point: Milestone; nth: number }>;

const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/** One instance of the service: a process that is killed and started again at the same address. */
export class Instance {
  readonly url: string;
  /** Message streams whose send was under way when a life of this instance ended by a kill. */
  readonly inFlightAtKills = new Set<string>();
  /** Message streams whose claim a life was never told the outcome of: the store was away. */
  readonly unconfirmedClaims = new Set<string>();
  /** When each life ended by a kill. */
  readonly kills: Exit[] = [];
  readonly #options: InstanceOptions;
  readonly #port: number;
  #child: Child | null = null;
  #ready = false;

  private constructor(options: InstanceOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async create(options: InstanceOptions): Promise<Instance> {
    return new Instance(options, await freePort());
  }

  /** Whether its process runs and was ready once. */
  get isUp(): boolean {
    return this.#ready && this.#child?.exit === null;
  }

  get pid(): number {
    return this.child.pid;
  }

  get child(): Child {
    if (this.#child === null) throw new Error(`${this.#options.name} was never started`);
    return this.#child;
  }

  /** Starts a life; does not wait until it is ready. @returns its end */
  launch(arm: Arm | null = null): Promise<Exit> {
    rmSync(this.#flightLog, { force: true });
    this.#ready = false;
    const child = new Child({
      module: './service-main.js',
      env: {
        ...this.#env(),
        ...(arm === null ? {} : { FAULTS_KILL_AT: `${arm.point}:${arm.nth}` }),
      },
      ...(this.#options.through === undefined ? {} : { through: this.#options.through }),
      ...(this.#options.uid === undefined ? {} : { uid: this.#options.uid }),
    });
    this.#child = child;
    void child.exited.then((exit) => this.#ended(exit));
    return child.exited;
  }

  /** Starts a life that nothing was planned for, and waits until it is ready. */
  async start(): Promise<void> {
    void this.launch();
    if (!(await this.untilReady()))
      throw new Error(
        `${this.#options.name} did not start in time: ${this.child.output.slice(-6_000)}`,
      );
  }

  /** False when its life ended before it was ready. */
  async untilReady(timeoutMs = startTimeoutMs): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    const { child } = this;
    while (child.exit === null && Date.now() < deadline) {
      const response = await fetch(`${this.url}/health/ready`).catch(() => null);
      await response?.arrayBuffer().catch(() => null);
      // Ready for commands is not all: the halls of a first start come after.
      if (response?.ok === true && child.output.includes('ready\n')) return (this.#ready = true);
      await sleep(40);
    }
    return false;
  }

  async kill(): Promise<void> {
    await this.child.kill('SIGKILL');
  }

  /** Asks it to stop. @throws Error when it is not gone in time */
  async stop(): Promise<void> {
    if (this.#child === null || this.#child.exit !== null) return;
    const exit = await Promise.race([
      this.#child.kill('SIGTERM'),
      sleep(stopTimeoutMs, null, { ref: false }),
    ]);
    if (exit !== null) return;
    await this.#child.kill('SIGKILL');
    throw new Error(`${this.#options.name} was still there ${stopTimeoutMs} ms after SIGTERM`);
  }

  /** Takes note of the claims whose outcome this life does not know. */
  noteUnconfirmed(): void {
    for (const stream of openIn(this.#flightLog, '?', '!')) this.unconfirmedClaims.add(stream);
  }

  get #flightLog(): string {
    return join(this.#options.dataDir, '..', `${this.#options.name}.flight`);
  }

  #env(): Readonly<Record<string, string>> {
    return {
      PORT: String(this.#port),
      HOST: '127.0.0.1',
      DATA_DIR: this.#options.dataDir,
      ADMIN_TOKEN: adminToken,
      SECRET_KEY: esdbSecretKey,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      FAULTS_FLIGHT_LOG: this.#flightLog,
      ...this.#options.env,
    };
  }

  #ended(exit: Exit): void {
    this.noteUnconfirmed();
    if (exit.signal !== 'SIGKILL') return;
    this.kills.push(exit);
    for (const stream of openIn(this.#flightLog, '+', '-')) this.inFlightAtKills.add(stream);
  }
}

/** What the log of a life opened with one mark and did not close with the other. */
const openIn = (file: string, opening: string, closing: string): ReadonlySet<string> => {
  const open = new Set<string>();
  if (!existsSync(file)) return open;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith(opening)) open.add(line.slice(1));
    if (line.startsWith(closing)) open.delete(line.slice(1));
  }
  return open;
};
