import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clients, type Answered } from './client.js';
import { kindOf, makeHall, templateOf } from './hall.js';
import { adminToken, Instance, type InstanceOptions } from './instance.js';
import { seeded } from './random.js';
import { Records, type Message } from './records.js';
import { SimulatorProcess, type Delivery } from './simulator-process.js';

export type BenchOptions = Readonly<{
  instances?: number;
  /** Environment of each instance; what is left out is that of a service on SQLite. */
  env?: Readonly<Record<string, string>>;
  /** WeChat's address, where something stands between it and the service. */
  weChatUrl?: (simulator: SimulatorProcess) => Promise<string>;
  process?: Pick<InstanceOptions, 'through' | 'uid'>;
}>;

/** A visitor who has a number and waits for messages. */
export type Waiting = Readonly<{ ticketId: string; number: string; token: string }>;

/** Instances, a simulator and one hall, for one question at a time. */
export class Bench {
  readonly hallId = `bench-${Date.now().toString(36)}`;
  readonly clients: Clients;
  readonly records: Records;
  #visitors = 0;

  private constructor(
    readonly simulator: SimulatorProcess,
    readonly instances: readonly Instance[],
    readonly folder: string,
  ) {
    const up = (): readonly string[] => instances.filter(({ isUp }) => isUp).map(({ url }) => url);
    this.clients = new Clients(up, seeded(1));
    this.records = new Records(this.clients, this.hallId);
  }

  /** Builds it; starts nothing but the simulator. */
  static async create(options: BenchOptions = {}): Promise<Bench> {
    const folder = mkdtempSync(join(tmpdir(), 'nearturn-fault-'));
    const simulator = await SimulatorProcess.start();
    const weChatUrl = (await options.weChatUrl?.(simulator)) ?? simulator.url;
    const instances = await Promise.all(
      Array.from({ length: options.instances ?? 1 }, (_, index) =>
        Instance.create({
          name: `instance-${index}`,
          dataDir: join(folder, `data-${index}`),
          env: { WECHAT_BASE_URL: weChatUrl, ...options.env },
          ...options.process,
        }),
      ),
    );
    return new Bench(simulator, instances, folder);
  }

  /** The same, with every instance started and the hall made. */
  static async open(options: BenchOptions = {}): Promise<Bench> {
    const bench = await Bench.create(options);
    await Promise.all(bench.instances.map((instance) => instance.start()));
    await makeHall(bench.clients, bench.hallId, 900);
    return bench;
  }

  get instance(): Instance {
    const [first] = this.instances;
    if (first === undefined) throw new Error('the bench has no instance');
    return first;
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop().catch(() => undefined)));
    await this.simulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A command at the hall, repeated until it is answered. */
  hall(path: string, body: object = {}): Promise<Answered | null> {
    const to = `/api/v1/halls/${this.hallId}/${path}`;
    return this.clients.command({ method: 'POST', path: to, body, token: adminToken });
  }

  /** Somebody takes a number, binds it and accepts messages, or takes it and no more. */
  async visitor(queueId = 'A', accepts = 2): Promise<Waiting> {
    const issued = await this.hall(`queues/${queueId}/tickets`);
    if (issued === null) throw new Error('no ticket was issued');
    const { ticketId, number, bindCode } = issued.body;
    this.#visitors += 1;
    const code = `user-bench${this.#visitors}-${this.hallId}`;
    const login = {
      method: 'POST',
      path: '/api/v1/wechat/login',
      body: { code },
      token: '',
    } as const;
    const token = String((await this.clients.ask(login))['token']);
    const body = { bindCode };
    await this.clients.command({ method: 'POST', path: '/api/v1/tickets/bind', body, token });
    const visitor = { ticketId: String(ticketId), number: String(number), token };
    for (let times = 0; times < accepts; times += 1) await this.accept(visitor);
    return visitor;
  }

  async accept({ ticketId, token }: Waiting): Promise<void> {
    const results = { [templateOf['near-turn']]: 'accept', [templateOf.queued]: 'accept' };
    const path = `/api/v1/tickets/${ticketId}/subscriptions`;
    await this.clients.command({ method: 'POST', path, body: { results }, token });
  }

  /** Each 快到您了 that the visitor's phone received. */
  async deliveriesOf({ ticketId }: Waiting): Promise<readonly Delivery[]> {
    const { items } = await this.simulator.deliveries('0');
    const own = items.filter(({ page }) => page?.includes(ticketId) === true);
    return own.filter(({ data }) => kindOf(data) === 'near-turn');
  }

  /** Waits until a visitor's 快到您了 has one of these statuses. */
  async message(
    { ticketId }: Waiting,
    statuses: readonly string[],
    timeoutMs = 30_000,
  ): Promise<Message> {
    let last: Message | undefined;
    const isThere = async (): Promise<boolean> => {
      last = (await this.records.messages()).find(
        (one) => one.ticketId === ticketId && one.kind === 'near-turn',
      );
      return last !== undefined && statuses.includes(last.status);
    };
    if ((await eventually(isThere, timeoutMs)) && last !== undefined) return last;
    throw new Error(`expected ${statuses.join(' or ')}, found ${JSON.stringify(last)}`);
  }
}

/** Whether something comes true in time; asks again and again. */
export const eventually = async (
  question: () => Promise<boolean> | boolean,
  timeoutMs = 15_000,
): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await question()) return true;
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
};
