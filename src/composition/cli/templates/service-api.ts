import { z } from 'zod';
import { messageKinds } from '../../../domain/streams.js';
import { CommandFailure } from './failure.js';

const messageSchema = z.looseObject({
  enabled: z.boolean(),
  templateId: z.string().nullable(),
  data: z.record(z.string(), z.string()),
  longTerm: z.boolean().default(false),
});
/** A hall as the service's API has it. */
export const hallSchema = z.looseObject({
  hallId: z.string(),
  card: z.looseObject({ enabled: z.boolean() }).exactOptional(),
  messages: z.record(z.enum(messageKinds), messageSchema),
});
const pageSchema = z.object({ items: z.array(hallSchema), nextCursor: z.string().nullable() });
const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** A hall as the service answers it; what the command knows nothing of stays in it. */
export type HallDocument = z.output<typeof hallSchema>;

export type ServiceApiOptions = Readonly<{ url: string; token: string }>;

/** The service's HTTP API, as far as the command needs it. */
export class ServiceApi {
  constructor(private readonly options: ServiceApiOptions) {}

  async halls(): Promise<readonly HallDocument[]> {
    const halls: HallDocument[] = [];
    for (let query = '?limit=100'; ;) {
      const page = read(pageSchema, await this.#call('GET', `/api/v1/halls${query}`));
      halls.push(...page.items);
      if (page.nextCursor === null) return halls;
      query = `?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  async hall(hallId: string): Promise<HallDocument> {
    return read(hallSchema, await this.#call('GET', `/api/v1/halls/${hallId}`));
  }

  /** Writes a hall's own settings; its queues and windows have routes of their own. */
  async putHall({
    hallId,
    queues: _queues,
    windows: _windows,
    ...hall
  }: HallDocument): Promise<void> {
    await this.#call('PUT', `/api/v1/halls/${hallId}`, hall);
  }

  async #call(method: 'GET' | 'PUT', path: string, body?: object): Promise<unknown> {
    const { url, token } = this.options;
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new CommandFailure(
        `${url}: the service cannot be reached; NEARTURN_URL says where it is`,
      );
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw new CommandFailure(problemOf(path, response.status, answer));
  }
}

const read = <Value>(schema: z.ZodType<Value>, answer: unknown): Value => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandFailure('the answer cannot be read; does NEARTURN_URL name this service?');
};

const problemOf = (path: string, status: number, answer: unknown): string => {
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) return `${path}: HTTP ${status}`;
  const { detail, errors } = problem.data;
  if (errors.length === 0) return `${path}: ${detail}`;
  return errors.map((error) => `${error.path}: ${error.message}`).join('\n');
};
