import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { deviceClients } from '../../../domain/access/devices.js';
import { CommandFailure } from '../templates/failure.js';
import type { Role } from './arguments.js';

const patienceMs = 10_000;

const deviceSchema = z.object({ clientId: z.enum(deviceClients) });
const hallsSchema = z.object({ items: z.array(z.object({ hallId: z.string() })) });
const problemSchema = z.object({ code: z.string(), detail: z.string() });

export type ShownDevice = z.output<typeof deviceSchema>;
/** What the device is to be let in for. */
export type Grant = Readonly<{
  role: Role;
  hallId: string | null;
  windowIds: readonly string[] | null;
  label: string;
}>;

/** What a refusal means for whoever stands at the machine, and what to do. */
const advice: Readonly<Record<string, string>> = {
  unknown_device:
    'no page shows this code now: a code is good for ten minutes, then the page shows another',
  device_ended: 'this code was used: a page that still waits shows another when it is loaded anew',
  unauthenticated:
    'the service does not know this admin token: ADMIN_TOKEN or DATA_DIR must be those of the service',
  unknown_hall: 'the service has no such hall: see --hall',
  unknown_window: 'the hall has no such window: see --windows',
  rate_limited: 'too many wrong codes: wait a minute',
};

/** The service's HTTP API, as far as the command needs it. */
export class ServiceApi {
  constructor(private readonly options: Readonly<{ url: string; token: string }>) {}

  async device(code: string): Promise<ShownDevice> {
    return read(deviceSchema, await this.#call('GET', `/api/v1/devices/${code}`));
  }

  async hallIds(): Promise<readonly string[]> {
    const { items } = read(hallsSchema, await this.#call('GET', '/api/v1/halls?limit=500'));
    return items.map(({ hallId }) => hallId);
  }

  async approve(code: string, grant: Grant): Promise<void> {
    await this.#call('POST', `/api/v1/devices/${code}/approve`, grant);
  }

  async #call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const { url, token } = this.options;
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    }).catch(() => {
      throw new CommandFailure(`${url}: the service cannot be reached; --url says where it is`);
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const problem = problemSchema.safeParse(answer);
    if (!problem.success) throw new CommandFailure(`${url}: HTTP ${response.status}`);
    throw new CommandFailure(advice[problem.data.code] ?? problem.data.detail);
  }
}

const read = <Value>(schema: z.ZodType<Value>, answer: unknown): Value => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandFailure('the answer cannot be read; does --url name this service?');
};
