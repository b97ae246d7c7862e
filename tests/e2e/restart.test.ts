import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, startWeChat, type Child } from './child.js';
import { auditOf, type Hall } from './hall.js';
import { eventually, type Caller } from './http.js';
import type { Called, Issued, Message, MessageDetail, Page, Received, Ticket } from './json.js';
import { fresh, temporaryDir } from './rig.js';

const rounds = 5;
const seed = Number(process.env['E2E_SEED'] ?? 20250301);
/** Each send takes so long, so that some are under way whenever the process is killed. */
const sendMs = 40;
/** A request to WeChat is answered within this, or never. */
const longestSendMs = 10_000;

/** A small generator (mulberry32), so that a run can be had again. */
const randomOf = (start: number): (() => number) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Command = Readonly<{
  caller: (child: Child) => Caller;
  path: string;
  body: object;
  key: string;
}>;

/** What the workload has asked for, over all lives of the process. */
class Workload {
  readonly accepted = new Map<string, Ticket>();
  readonly #unsure: Command[] = [];
  #subscribed = 0;
  #calls = 0;
  #stopped = false;

  constructor(private readonly path: string) {}

  /** Asks; an answer that never came is asked for again, with the same key, in the next life. */
  async #ask<Body>(child: Child, command: Command): Promise<Body | null> {
    const { caller, path, body, key } = command;
    try {
      const answer = await caller(child).ask<Body>('POST', path, { body, key });
      if (answer.status >= 500) this.#unsure.push(command);
      return answer.status < 300 ? answer.body : null;
    } catch {
      this.#unsure.push(command);
      return null;
    }
  }

  async #visit(child: Child): Promise<void> {
    const key = `issue-${fresh()}`;
    const path = `${this.path}/queues/A/tickets`;
    const admin = ({ admin: caller }: Child): Caller => caller;
    const issued = await this.#ask<Issued>(child, { caller: admin, path, body: {}, key });
    if (issued === null) return;
    this.accepted.set(issued.ticketId, issued);
    const phone = await child.phone();
    await phone.bind(issued.bindCode);
    await phone.subscribe(issued.ticketId);
    this.#subscribed += 1;
  }

  /** Calls who has had time to bind their ticket. */
  async #call(child: Child, windowId: string): Promise<void> {
    await sleep(15);
    if (this.#subscribed < this.#calls + 4) return;
    this.#calls += 1;
    const path = `${this.path}/windows/${windowId}/call-next`;
    const command = { caller: ({ admin }: Child) => admin, path, body: {}, key: `call-${fresh()}` };
    const called = await this.#ask<Called>(child, command);
    if (called?.ticket) this.accepted.set(called.ticket.ticketId, called.ticket);
  }

  /** Works until it is told to stop; a process that dies meanwhile is no failure. */
  async run(child: Child): Promise<void> {
    this.#stopped = false;
    await this.askAgain(child);
    const isStopped = (): boolean => this.#stopped;
    const loop = async (work: () => Promise<void>): Promise<void> => {
      while (!isStopped()) await work().catch(() => undefined);
    };
    await Promise.all([
      loop(() => this.#visit(child)),
      loop(() => this.#visit(child)),
      loop(() => this.#visit(child)),
      loop(() => this.#call(child, '1')),
      loop(() => this.#call(child, '2')),
    ]);
  }

  async askAgain(child: Child): Promise<void> {
    for (const command of this.#unsure.splice(0)) {
      const answer = await this.#ask<Partial<Issued & Called>>(child, command);
      const ticket = answer?.ticket ?? answer;
      if (ticket?.ticketId !== undefined) this.accepted.set(ticket.ticketId, ticket as Ticket);
    }
  }

  /** Waits until so many more holders expect a message: how fast that goes is the machine's affair. */
  async progress(count: number): Promise<void> {
    const goal = this.#subscribed + count;
    await eventually(`${Math.ceil(goal)} subscriptions`, async () => this.#subscribed >= goal);
  }

  stop(): void {
    this.#stopped = true;
  }
}

describe('a process killed at any moment', () => {
  const random = randomOf(seed);
  let wechat: Awaited<ReturnType<typeof startWeChat>>;
  let child: Child;
  let workload: Workload;
  const killedAt: number[] = [];
  const dataDir = temporaryDir();
  const start = (): Promise<Child> =>
    startChild({ dataDir, settings: { WECHAT_BASE_URL: wechat.url } });
  let hall: Hall;

  before(async function () {
    this.timeout(180_000);
    wechat = await startWeChat();
    child = await start();
    await child.faults({ rules: [{ api: 'send', effect: 'delay', delayMs: sendMs }] });
    hall = await child.hall({ threshold: 100 });
    await hall.at('1', 'open');
    await hall.at('2', 'open');
    workload = new Workload(hall.path);
    for (let round = 0; round < rounds; round += 1) {
      const working = workload.run(child);
      await workload.progress(2 + random() * 8);
      await sleep(random() * 2 * sendMs);
      killedAt.push(Date.now());
      await child.kill();
      workload.stop();
      await working;
      child = await start();
    }
    await workload.askAgain(child);
  });
  after(async () => {
    await child.stop();
    await wechat.stop();
  });

  const ticketsNow = async (): Promise<readonly Ticket[]> => {
    const all: Ticket[] = [];
    for (let cursor = ''; ;) {
      const page: Page<Ticket> = await child.admin.get(`${hall.path}/tickets?limit=500${cursor}`);
      all.push(...page.items);
      if (page.nextCursor === null) return all;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  };
  const settled = (): Promise<readonly Message[]> => auditOf(child.admin, hall.hallId).settled();

  it('has every ticket of every command that was accepted, each once', async () => {
    const tickets = await ticketsNow();
    const ids = tickets.map(({ ticketId }) => ticketId);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(workload.accepted.size).to.be.greaterThan(rounds);
    expect(ids).to.include.members([...workload.accepted.keys()]);
    const numbers = tickets.map(({ number }) => number);
    expect(new Set(numbers).size).to.equal(numbers.length);
  });

  it('decided everything that had to be decided, and nothing twice', async () => {
    const messages = await settled();
    expect(new Set(messages.map(({ messageId }) => messageId)).size).to.equal(messages.length);
    expect(messages.length).to.be.greaterThan(rounds);
  }).timeout(60_000);

  it('sent no phone the same message twice, and lost none that it says was sent', async () => {
    const received = await child.received();
    const seen = received.map(({ user, page, data }) => `${user} ${page} ${data['thing5']}`);
    expect(new Set(seen).size).to.equal(seen.length);
    const byTicket = new Map(received.map((one: Received) => [one.page?.split('=')[1], one]));
    for (const { ticketId, status, msgid } of await settled())
      if (status === 'sent') expect(byTicket.get(ticketId)?.msgid).to.equal(msgid);
  });

  it('left in doubt only what was under way when it was killed', async () => {
    const doubtful = (await settled()).filter(({ status }) => status === 'in_doubt');
    for (const { messageId } of doubtful) {
      const { timeline } = await child.admin.get<MessageDetail>(
        `/api/v1/audit/messages/${messageId}`,
      );
      const attempted = Date.parse(
        timeline.findLast(({ type }) => type === 'SendAttempted')?.at ?? '',
      );
      const wasUnderWay = killedAt.some(
        (at) => attempted <= at + 50 && attempted > at - longestSendMs,
      );
      expect(wasUnderWay, `${messageId} attempted ${attempted}, kills ${killedAt.join()}`).to.equal(
        true,
      );
    }
  });
});
