import { z } from 'zod';
import type { Clients } from './client.js';
import { adminToken } from './instance.js';

const messageSchema = z.object({
  messageId: z.string(),
  ticketId: z.string(),
  kind: z.enum(['near-turn', 'queued', 'called', 'missed']),
  stay: z.number(),
  status: z.string(),
  reason: z.string().nullable(),
  businessDay: z.string(),
  attempts: z.number(),
  decidedAt: z.string(),
  msgid: z.string().nullable(),
});
/** A message as the auditor sees it. */
export type Message = z.infer<typeof messageSchema>;

const timelineSchema = z.array(
  z.object({
    type: z.string(),
    at: z.string(),
    stream: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
);
export type Timeline = z.infer<typeof timelineSchema>;

const replaySchema = z.object({
  decisions: z.number(),
  recorded: z.number(),
  missing: z.array(z.unknown()),
  unexpected: z.array(z.unknown()),
  changed: z.array(z.unknown()),
});
export type Replay = z.infer<typeof replaySchema>;

const pageSchema = z.object({ items: z.array(messageSchema), nextCursor: z.string().nullable() });
const ticketsSchema = z.object({
  items: z.array(z.object({ ticketId: z.string(), state: z.string() })),
  nextCursor: z.string().nullable(),
});
const detailSchema = z.object({ timeline: timelineSchema });

/** What the service says of itself, asked over its audit API. */
export class Records {
  constructor(
    private readonly clients: Clients,
    private readonly hallId: string,
  ) {}

  /** All messages, or those of one status. */
  async messages(status?: string): Promise<readonly Message[]> {
    const items: Message[] = [];
    const filter = `hallId=${this.hallId}${status === undefined ? '' : `&status=${status}`}`;
    let cursor = '';
    for (;;) {
      const page = pageSchema.parse(
        await this.#get(`/api/v1/audit/messages?${filter}&limit=200${cursor}`),
      );
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  /** Where each ticket of the day stands. */
  async states(): Promise<ReadonlyMap<string, string>> {
    const states = new Map<string, string>();
    let cursor = '';
    for (;;) {
      const path = `/api/v1/halls/${this.hallId}/tickets?limit=200${cursor}`;
      const page = ticketsSchema.parse(await this.#get(path));
      for (const { ticketId, state } of page.items) states.set(ticketId, state);
      if (page.nextCursor === null) return states;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  /** Every event of a message and what led to it. */
  async message(messageId: string): Promise<Timeline> {
    return detailSchema.parse(await this.#get(`/api/v1/audit/messages/${messageId}`)).timeline;
  }

  async ticket(ticketId: string): Promise<Timeline> {
    return detailSchema.parse(await this.#get(`/api/v1/audit/tickets/${ticketId}`)).timeline;
  }

  /** The day decided once more; waits until history has reached the log's end. */
  async replay(businessDay: string): Promise<Replay> {
    const body = { hallId: this.hallId, businessDay };
    const path = '/api/v1/audit/replays';
    return replaySchema.parse(
      await this.clients.ask({ method: 'POST', path, body, token: adminToken }),
    );
  }

  #get(path: string): Promise<Record<string, unknown>> {
    return this.clients.ask({ method: 'GET', path, token: adminToken });
  }
}
