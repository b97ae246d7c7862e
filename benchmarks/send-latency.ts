import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bodyOf, createApi, type Api } from '../demo/api.js';
import {
  grantedShape,
  holderTicketShape,
  issuedShape,
  phonePageShape,
  tapShape,
  tokenShape,
  type IssuedTicket,
} from '../demo/shapes.js';
import { openBenchHall, type BenchHall } from './bench-hall.js';
import { startServiceChild, type ServiceChild } from './child.js';
import type { Section } from './report.js';
import { quantile } from './statistics.js';

const calls = 300;
const callsPerSecond = 25;
/** Calls whose messages are not counted: the first ones find cold code. */
const warmUpCalls = 50;
const threshold = 3;
const settleMs = 1_000;

const plan = { queues: ['A', 'B'], windows: { '1': ['A'] } };

type Scene = Readonly<{ service: ServiceChild; hall: BenchHall; simulator: Api }>;

/** People who get their phones ready at the same time. */
const atOnce = 8;

const takeNumber = ({ hall }: Scene): Promise<IssuedTicket> => {
  const issuing = hall.kiosk.post(`/api/v1/halls/${hall.hallId}/queues/A/tickets`, {});
  return bodyOf('ticket', issuing, issuedShape);
};

/** The holder of a ticket logs in, binds it and accepts one message. */
const subscribe = async (
  { service, simulator }: Scene,
  { ticketId, bindCode }: IssuedTicket,
): Promise<void> => {
  const name = randomUUID().replaceAll('-', '');
  const nobody = createApi(service.url, null);
  const login = nobody.post('/api/v1/wechat/login', { code: `user-${name}-bench` });
  const holder = createApi(service.url, (await bodyOf('login', login, tokenShape)).token);
  const binding = holder.post('/api/v1/tickets/bind', { bindCode });
  await bodyOf('bind', binding, z.unknown());
  const mine = await bodyOf('ticket', holder.get(`/api/v1/tickets/${ticketId}`), holderTicketShape);
  const tmplIds = [...new Set(mine.subscriptions.map(({ templateId }) => templateId))];
  const popup = simulator.post(`/simulator/phones/${name}/subscribe`, { tmplIds });
  const results = await bodyOf('popup', popup, tapShape);
  const path = `/api/v1/tickets/${ticketId}/subscriptions`;
  await bodyOf('subscription', holder.post(path, { results }), grantedShape);
};

/** So many people with numbers in this order, each with a grant. */
const fillLine = async (scene: Scene, people: number): Promise<readonly string[]> => {
  const tickets: IssuedTicket[] = [];
  for (let person = 0; person < people; person += 1) tickets.push(await takeNumber(scene));
  for (let first = 0; first < people; first += atOnce)
    await Promise.all(
      tickets.slice(first, first + atOnce).map((ticket) => subscribe(scene, ticket)),
    );
  return tickets.map(({ ticketId }) => ticketId);
};

/** Calls at a steady pace beside arrivals in another queue. @returns when each call began, by the wall clock */
const callSteadily = async ({ hall }: Scene): Promise<readonly number[]> => {
  const path = `/api/v1/halls/${hall.hallId}`;
  const begun: number[] = [];
  const startedAt = performance.now();
  for (let call = 0; call < calls; call += 1) {
    await sleep(Math.max(0, startedAt + (call * 1_000) / callsPerSecond - performance.now()));
    begun.push(performance.timeOrigin + performance.now());
    const arrival = hall.kiosk.post(`${path}/queues/B/tickets`, {});
    await bodyOf('call-next', hall.terminal.post(`${path}/windows/1/call-next`), z.unknown());
    await bodyOf('ticket', arrival, z.unknown());
  }
  return begun;
};

/** Ticket → when its phone got the message. */
const deliveries = async ({ simulator }: Scene): Promise<ReadonlyMap<string, number>> => {
  const { items } = await bodyOf('messages', simulator.get('/messages'), phonePageShape);
  return new Map(
    items.map(({ page, at }) => [/ticketId=([^&]+)/.exec(page ?? '')?.[1] ?? '', Date.parse(at)]),
  );
};

const measure = async (scene: Scene): Promise<Section> => {
  // Behind the last call as many wait as are near from the start, so that each call tells one person.
  const tickets = await fillLine(scene, calls + threshold + 1);
  const begun = await callSteadily(scene);
  await sleep(settleMs);
  const got = await deliveries(scene);
  const latencies = begun.slice(warmUpCalls).flatMap((at, index) => {
    const ticketId = tickets[warmUpCalls + index + threshold + 1] ?? '';
    const delivered = got.get(ticketId);
    return delivered === undefined ? [] : [delivered - at];
  });
  return {
    title: 'From the call to the phone',
    how:
      `${callsPerSecond} calls and ${callsPerSecond} arrivals a second, from the start of the terminal's request ` +
      `to the message in the simulator (within the service's process); ${latencies.length} of ${calls - warmUpCalls} told`,
    figures: [
      { name: 'p50', value: quantile(latencies, 0.5), unit: 'ms' },
      { name: 'p99', value: quantile(latencies, 0.99), unit: 'ms', aim: { below: 50 } },
      { name: 'longest', value: quantile(latencies, 1), unit: 'ms' },
    ],
  };
};

/** From a terminal's call to the message on the phone of whoever it brings near. */
export const measureSendLatency = async (): Promise<Section> => {
  const service = await startServiceChild();
  try {
    const hall = await openBenchHall(service, plan);
    const simulator = createApi(service.simulatorUrl, null);
    return await measure({ service, hall, simulator });
  } finally {
    await service.stop();
  }
};
