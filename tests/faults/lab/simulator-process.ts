import type { leavesUnknown } from './fault-plan.js';
import { z } from 'zod';
import type { FaultPlanInput } from '../../../simulator/faults.js';
import { Child } from './child.js';

const deliverySchema = z.object({
  msgid: z.string(),
  page: z.string().nullable(),
  templateId: z.string(),
  data: z.record(z.string(), z.string()),
});
/** A message as a phone received it. */
export type Delivery = z.infer<typeof deliverySchema>;

const pageSchema = z.object({ items: z.array(deliverySchema), nextCursor: z.string() });
const pendingSchema = z.object({
  sequence: z.array(z.object({ effect: z.string(), errcode: z.number().optional() }).nullable()),
});

/** WeChat in a process of its own: it outlives the service. */
export class SimulatorProcess {
  readonly #child: Child;
  #url = '';

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(): Promise<SimulatorProcess> {
    const env = { SIMULATOR_PORT: '0', SIMULATOR_UNSEEN_TAPS: 'accept' };
    const simulator = new SimulatorProcess(
      new Child({ module: '../../../simulator/main.js', env }),
    );
    const [, url = ''] = await simulator.#child.printed(/WeChat simulator: (http:\S+)/);
    simulator.#url = url;
    return simulator;
  }

  get url(): string {
    return this.#url;
  }

  async setFaults(plan: FaultPlanInput): Promise<void> {
    await this.#ask('PUT', '/simulator/faults', plan);
  }

  async clearFaults(): Promise<void> {
    await this.#ask('DELETE', '/simulator/faults');
  }

  /** How many faults of these effects are still to come. */
  async pending(which: typeof leavesUnknown): Promise<number> {
    const { sequence } = pendingSchema.parse(await this.#ask('GET', '/simulator/faults'));
    return sequence.filter((fault) => fault !== null && which(fault)).length;
  }

  /** This person has declined: WeChat will refuse to send to them. */
  async decline(user: string, templateId: string): Promise<void> {
    const body = { tmplIds: [templateId], answer: 'reject' };
    await this.#ask('POST', `/simulator/phones/${user}/subscribe`, body);
  }

  /** What phones received after a cursor. */
  async deliveries(cursor: string): Promise<{ items: readonly Delivery[]; nextCursor: string }> {
    const items: Delivery[] = [];
    let at = cursor;
    for (;;) {
      const page = pageSchema.parse(await this.#ask('GET', `/messages?cursor=${at}&limit=1000`));
      items.push(...page.items);
      at = page.nextCursor;
      if (page.items.length === 0) return { items, nextCursor: at };
    }
  }

  async stop(): Promise<void> {
    await this.#child.kill('SIGKILL');
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`simulator ${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }
}
