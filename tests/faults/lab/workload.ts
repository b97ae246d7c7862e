import { setTimeout as sleep } from 'node:timers/promises';
import type { Answered, Clients, Request } from './client.js';
import { queueIds, templateOf, windowIds, type Kind } from './hall.js';
import { adminToken } from './instance.js';
import type { Random } from './random.js';

export type WorkloadOptions = Readonly<{
  clients: Clients;
  random: Random;
  hallId: string;
  /** How many take a number each second. */
  visitorsPerSecond: number;
  /** This person will refuse messages at WeChat although the log has a grant. */
  decline: (user: string, templateId: string) => Promise<void>;
  /** Whether it goes on. */
  goesOn: () => boolean;
}>;

export type Visitor = Readonly<{ ticketId: string; number: string; queueId: string }>;

const mostAtOnce = 24;

const kinds: readonly [Kind, ...Kind[]] = ['near-turn', 'queued', 'called', 'missed'];

/** Visitors who come and counters that call, in a hall of its own, as chance has it. */
export class Workload {
  readonly visitors: Visitor[] = [];
  /** Tickets of people whom WeChat refuses to send to. */
  readonly declined = new Set<string>();
  /** Tickets that are set aside or were missed. */
  readonly #aside: string[] = [];

  constructor(private readonly options: WorkloadOptions) {}

  async run(): Promise<void> {
    await Promise.all([this.#arrivals(), ...windowIds.map((id) => this.#counter(id))]);
  }

  async #arrivals(): Promise<void> {
    const { random, visitorsPerSecond, goesOn } = this.options;
    const visits: Promise<void>[] = [];
    let open = 0;
    while (goesOn()) {
      // On a slow machine visitors come more slowly, or the round would never end.
      if (open < mostAtOnce && this.options.clients.isServed) {
        open += 1;
        visits.push(this.#visit(visits.length).finally(() => (open -= 1)));
      }
      await sleep((2_000 / visitorsPerSecond) * random.next());
    }
    await Promise.all(visits);
  }

  async #visit(index: number): Promise<void> {
    const { random, hallId } = this.options;
    const queueId = random.pick(queueIds);
    const issued = await this.#hall(`queues/${queueId}/tickets`, {
      ...(random.chance(0.1) ? { priority: 'priority' } : {}),
    });
    if (issued === null) return;
    const { ticketId, number, bindCode } = issued.body;
    const id = String(ticketId);
    this.visitors.push({ ticketId: id, number: String(number), queueId });
    if (random.chance(0.1)) return;
    const user = `${hallId.replaceAll('-', '')}v${index}`;
    const token = await this.#login(user);
    const hold = { method: 'POST', token } as const;
    await this.#command({ ...hold, path: '/api/v1/tickets/bind', body: { bindCode } });
    await this.#subscribe(user, id, token);
    if (!random.chance(0.05)) return;
    await sleep(random.between(0, 500));
    await this.#command({ ...hold, path: `/api/v1/tickets/${id}/cancel` });
  }

  // A code is good once: a login whose answer was lost needs another.
  async #login(user: string): Promise<string> {
    for (let n = 0; ; n += 1) {
      const body = { code: `user-${user}-${n}-${this.options.random.between(0, 1e9)}` };
      const request = { method: 'POST', path: '/api/v1/wechat/login', body, token: '' } as const;
      const answer = await this.options.clients.ask(request).catch(() => null);
      if (answer !== null) return String(answer['token']);
      if (n > 20) throw new Error(`${user} could not log in`);
    }
  }

  /** At once, later (the message is withheld first), several times, or never. */
  async #subscribe(user: string, ticketId: string, token: string): Promise<void> {
    const { random, decline } = this.options;
    if (random.chance(0.1)) return;
    if (random.chance(0.05)) {
      this.declined.add(ticketId);
      await decline(user, templateOf[random.pick(kinds)]);
    }
    if (random.chance(0.3)) await sleep(random.between(50, 700));
    const path = `/api/v1/tickets/${ticketId}/subscriptions`;
    for (let times = random.between(1, 4); times > 0; times -= 1) {
      const results = { [templateOf['near-turn']]: 'accept', [templateOf.queued]: 'accept' };
      await this.#command({ method: 'POST', path, body: { results }, token });
    }
  }

  async #counter(windowId: string): Promise<void> {
    const { random, goesOn } = this.options;
    while (goesOn()) {
      await this.#act(`windows/${windowId}`, windowId);
      await sleep(random.between(10, 120));
    }
  }

  async #act(window: string, windowId: string): Promise<unknown> {
    const { random } = this.options;
    const dice = random.next();
    if (dice < 0.45) return this.#hall(`${window}/call-next`);
    if (dice < 0.52) return this.#hall(`${window}/recall`);
    if (dice < 0.62) return this.#remember(await this.#hall(`${window}/no-show`));
    if (dice < 0.7)
      return this.#remember(await this.#hall(`${window}/hold`, { kind: 'any_window' }));
    if (dice < 0.76) return this.#hall(`${window}/transfer`, { toQueueId: random.pick(queueIds) });
    if (dice < 0.8) return this.#callGiven(window);
    if (dice < 0.84) return this.#hall(`${window}/complete`);
    if (dice < 0.88) return this.#report(windowId);
    return this.#bringBack();
  }

  async #callGiven(window: string): Promise<unknown> {
    const visitor = this.options.random.oneOf(this.visitors.slice(-20));
    return visitor && this.#hall(`${window}/call`, { ticketId: visitor.ticketId });
  }

  /** What a terminal that was offline says has happened. */
  async #report(windowId: string): Promise<unknown> {
    const visitor = this.options.random.oneOf(this.visitors.slice(-20));
    if (visitor === undefined) return;
    const id = `${windowId}-${Date.now()}-${this.options.random.between(0, 1e9)}`;
    const occurredAt = new Date(Date.now() - 1_000).toISOString();
    const { number, queueId } = visitor;
    const event = { id, type: 'WindowCalled', windowId, queueId, number, occurredAt };
    return this.#hall('call-events', { events: [event] });
  }

  #remember(answer: Answered | null): void {
    const ticket = answer?.body['ticket'];
    if (typeof ticket === 'object' && ticket !== null && 'ticketId' in ticket)
      this.#aside.push(String(ticket.ticketId));
  }

  /** A ticket that was held or missed waits again: one of the two fits its state. */
  async #bringBack(): Promise<unknown> {
    const { random } = this.options;
    const ticketId = this.#aside.splice(random.between(0, this.#aside.length), 1)[0];
    if (ticketId === undefined) return;
    const position = random.pick(['first', 'last'] as const);
    return (
      (await this.#hall(`tickets/${ticketId}/resume`)) ??
      (await this.#hall(`tickets/${ticketId}/return`, { position }))
    );
  }

  #hall(path: string, body: object = {}): Promise<Answered | null> {
    const { hallId } = this.options;
    const to = `/api/v1/halls/${hallId}/${path}`;
    return this.#command({ method: 'POST', path: to, body, token: adminToken });
  }

  #command(request: Request): Promise<Answered | null> {
    return this.options.clients.command(request);
  }
}
