import { randomUUID } from 'node:crypto';
import { createApi, bodyOf, type Api } from '../demo/api.js';
import { tokenShape } from '../demo/shapes.js';

/** A hall made for a measurement, with tokens of the right roles. */
export type BenchHall = Readonly<{
  hallId: string;
  kioskToken: string;
  terminalToken: string;
  kiosk: Api;
  terminal: Api;
}>;

export type HallPlan = Readonly<{
  queues: readonly string[];
  /** Window → the queues that it serves. */
  windows: Readonly<Record<string, readonly string[]>>;
}>;

const nothing = { parse: (): void => undefined };

const configure = async (admin: Api, hall: string, plan: HallPlan): Promise<void> => {
  await bodyOf('hall', admin.put(hall, { name: '测试大厅' }), nothing);
  for (const id of plan.queues) {
    const queue = admin.put(`${hall}/queues/${id}`, { name: `业务${id}`, prefix: id });
    await bodyOf('queue', queue, nothing);
  }
  for (const [id, queueIds] of Object.entries(plan.windows)) {
    const window = admin.put(`${hall}/windows/${id}`, { name: `${id}号窗口`, queueIds });
    await bodyOf('window', window, nothing);
  }
};

/** Configures a hall, makes its tokens and opens its windows. */
export const openBenchHall = async (
  service: Readonly<{ url: string; adminToken: string }>,
  plan: HallPlan,
): Promise<BenchHall> => {
  const admin = createApi(service.url, service.adminToken);
  const hallId = `bench-${randomUUID()}`;
  const hall = `/api/v1/halls/${hallId}`;
  await configure(admin, hall, plan);
  const tokenFor = async (role: string): Promise<string> => {
    const made = admin.post('/api/v1/tokens', { role, hallId, label: `bench ${role}` });
    return (await bodyOf('token', made, tokenShape)).token;
  };
  const [kioskToken, terminalToken] = [await tokenFor('kiosk'), await tokenFor('terminal')];
  const terminal = createApi(service.url, terminalToken);
  for (const id of Object.keys(plan.windows))
    await bodyOf('open', terminal.post(`${hall}/windows/${id}/open`), nothing);
  const kiosk = createApi(service.url, kioskToken);
  return { hallId, kioskToken, terminalToken, kiosk, terminal };
};

const batchSize = 500;

/** Lets so many people take numbers of a queue, as reports of an existing system. */
export const fillQueue = async (
  { hallId, terminal }: BenchHall,
  queueId: string,
  count: number,
): Promise<void> => {
  const occurredAt = new Date().toISOString();
  for (let from = 1; from <= count; from += batchSize) {
    const size = Math.min(batchSize, count - from + 1);
    const events = Array.from({ length: size }, (_, index) => ({
      id: randomUUID(),
      type: 'TicketIssued',
      queueId,
      number: `${queueId}${String(from + index).padStart(3, '0')}`,
      occurredAt,
    }));
    const path = `/api/v1/halls/${hallId}/call-events`;
    await bodyOf('call-events', terminal.post(path, { events }), nothing);
  }
};
