import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeCommands, judgeRepeats } from './accepted-events.js';
import { atRest } from './at-rest.js';
import { Clients } from './client.js';
import { randomFaults, leavesUnknown } from './fault-plan.js';
import { makeHall } from './hall.js';
import { Instance, type Arm } from './instance.js';
import { liveAndDie, randomArms, type Death } from './lives.js';
import { seeded, type Random } from './random.js';
import { Records, type Message } from './records.js';
import type { Sabotage } from './sabotage.js';
import type { SimulatorProcess } from './simulator-process.js';
import {
  deliveriesFor,
  judgeMessages,
  type Evidence,
  type SendPolicy,
  type Verdict,
} from './verdict.js';
import { Workload } from './workload.js';

export type RoundOptions = Readonly<{
  seed: number;
  simulator: SimulatorProcess;
  /** `sqlite`, or an `esdb://…` string. */
  store: string;
  instances: number;
  policy: SendPolicy;
  /** Kills of each instance, or where exactly each of its lives ends. */
  kills: number | readonly (Arm | null)[];
  /** The workload goes on for so long at the least. */
  seconds: number;
  visitorsPerSecond: number;
  sabotage: Sabotage;
  /** Done to the store in the middle of the round. */
  chaos: (() => Promise<void>) | null;
}>;

export type RoundReport = Verdict &
  Readonly<{
    seed: number;
    deaths: readonly Death[];
    commands: number;
    unknown: number;
    messages: number;
    withheld: number;
    inFlight: number;
    unknownFaults: number;
    drainMs: number;
    sendsBy: readonly number[];
  }>;

const faultsPlanned = 400;
const longPatienceMs = 6_000;

/** One round: a hall of its own, a workload, faults and kills; then a drain, and the verdict. */
export const runRound = async (options: RoundOptions): Promise<RoundReport> => {
  const folder = mkdtempSync(join(tmpdir(), 'nearturn-fault-'));
  const instances = await Promise.all(
    Array.from({ length: options.instances }, (_, index) =>
      Instance.create({
        name: `instance-${index}`,
        dataDir: join(folder, `data-${index}`),
        env: {
          EVENT_STORE: options.store,
          WECHAT_BASE_URL: options.simulator.url,
          SEND_POLICY: options.policy,
          FAULTS_SABOTAGE: options.sabotage,
        },
      }),
    ),
  );
  try {
    return await new Round(options, instances).run();
  } finally {
    await Promise.all(instances.map((instance) => instance.stop().catch(() => undefined)));
    rmSync(folder, { recursive: true, force: true });
  }
};

class Round {
  readonly #random: Random;
  readonly #hallId: string;
  readonly #clients: Clients;
  readonly #records: Records;
  readonly #ttlSeconds: number;

  constructor(
    private readonly options: RoundOptions,
    private readonly instances: readonly Instance[],
  ) {
    this.#random = seeded(options.seed);
    this.#ttlSeconds = this.#random.chance(0.1) ? 3 : 900;
    this.#hallId = `r${options.seed}-${Date.now().toString(36)}`;
    const up = (): readonly string[] => instances.filter(({ isUp }) => isUp).map(({ url }) => url);
    this.#clients = new Clients(up, seeded(options.seed + 1));
    this.#records = new Records(this.#clients, this.#hallId);
  }

  async run(): Promise<RoundReport> {
    const { simulator } = this.options;
    const { nextCursor } = await simulator.deliveries('0');
    await Promise.all(this.instances.map((instance) => instance.start()));
    await makeHall(this.#clients, this.#hallId, this.#ttlSeconds);
    await simulator.setFaults(randomFaults(this.#random, faultsPlanned));
    const planned = await simulator.pending(leavesUnknown);
    const { deaths, workload } = await this.#storm();
    const unknownFaults = planned - (await simulator.pending(leavesUnknown));
    await simulator.clearFaults();
    const { received, messages, drainMs } = await atRest(
      { records: this.#records, simulator, policy: this.options.policy },
      nextCursor,
    );
    const tickets = new Set(workload.visitors.map(({ ticketId }) => ticketId));
    const deliveries = deliveriesFor(received, tickets);
    const { declined } = workload;
    return this.#report({ deaths, unknownFaults, drainMs, deliveries, declined }, messages);
  }

  /** The workload, with the service dying under it. */
  async #storm(): Promise<{ deaths: readonly Death[]; workload: Workload }> {
    const { kills, seconds, visitorsPerSecond, simulator, chaos } = this.options;
    const endsAtMs = Date.now() + seconds * 1_000;
    let dying = true;
    const workload = new Workload({
      clients: this.#clients,
      random: seeded(this.options.seed + 2),
      hallId: this.#hallId,
      visitorsPerSecond,
      decline: (user, templateId) => simulator.decline(user, templateId),
      goesOn: () => dying || Date.now() < endsAtMs,
    });
    const working = workload.run();
    working.catch(() => undefined);
    const [lives] = await Promise.all([
      Promise.all(
        this.instances.map((instance, index) => {
          const random = seeded(this.options.seed + 10 + index);
          return typeof kills === 'number'
            ? liveAndDie(instance, random, randomArms(random, kills))
            : liveAndDie(instance, random, kills, longPatienceMs);
        }),
      ),
      chaos?.(),
    ]);
    await sleep(300);
    dying = false;
    await working;
    return { deaths: lives.flat(), workload };
  }

  async #report(
    found: Readonly<{
      deaths: readonly Death[];
      unknownFaults: number;
      drainMs: number;
      deliveries: Evidence['deliveries'];
      declined: ReadonlySet<string>;
    }>,
    messages: readonly Message[],
  ): Promise<RoundReport> {
    const inFlightAtKills = new Set(this.instances.flatMap((one) => [...one.inFlightAtKills]));
    const { policy, seed } = this.options;
    const states = await this.#records.states();
    const diedAt = Date.now() - this.#ttlSeconds * 1_000;
    const evidence = { policy, messages, inFlightAtKills, states, diedAt, ...found };
    const verdict = judgeMessages(evidence);
    const violations = [
      ...verdict.violations.map((violation) => this.#explained(violation)),
      ...this.#clients.violations,
      ...(await this.#replayed(messages)),
      ...(await judgeCommands(this.#clients, this.#records)),
      ...(await judgeRepeats(this.#clients, 40)),
    ];
    return {
      ...verdict,
      ...found,
      seed,
      violations,
      commands: this.#clients.accepted.length,
      unknown: this.#clients.unknown,
      messages: messages.length,
      withheld: messages.filter(({ status }) => status === 'withheld').length,
      inFlight: inFlightAtKills.size,
      sendsBy: await Promise.all(this.instances.map(sendsOf)),
    };
  }

  // No excuse, but a trace: a claim that the store never confirmed is not acted on, and may be there.
  #explained(violation: string): string {
    for (const instance of this.instances) instance.noteUnconfirmed();
    const claims = this.instances.flatMap((one) => [...one.unconfirmedClaims]);
    return claims.length === 0
      ? violation
      : `${violation}; unconfirmed claims: ${claims.join(' ')}`;
  }

  async #replayed(messages: readonly Message[]): Promise<readonly string[]> {
    const violations: string[] = [];
    for (const day of new Set(messages.map(({ businessDay }) => businessDay))) {
      const { missing, unexpected, changed } = await this.#records.replay(day);
      if (missing.length + unexpected.length + changed.length > 0)
        violations.push(`replay: ${JSON.stringify({ missing, unexpected, changed })}`);
    }
    return violations;
  }
}

/** How many sends this life of an instance has made. */
export const sendsOf = async ({ url }: Instance): Promise<number> => {
  const text = await fetch(`${url}/metrics`).then((response) => response.text());
  let sum = 0;
  for (const line of text.split('\n'))
    if (line.startsWith('send_outcomes_total{')) sum += Number(line.split(' ').at(-1));
  return sum;
};
