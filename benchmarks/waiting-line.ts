import { z } from 'zod';
import { bodyOf } from '../demo/api.js';
import { hallDecider } from '../src/domain/hall/hall.js';
import type { HallState } from '../src/domain/hall/state.js';
import { instant, windowId } from '../src/domain/ids.js';
import type { OrderRule } from '../src/domain/settings/settings.js';
import { fillQueue, openBenchHall, type BenchHall } from './bench-hall.js';
import { crowdedHall } from './busy-day.js';
import { startServiceChild, type ServiceChild } from './child.js';
import type { Figure, Section } from './report.js';
import { median, timed, timedAsync } from './statistics.js';

const few = 10;
const many = 20_000;
const veryMany = 100_000;
const orders = ['strict', 'head-start', 'interleave'] as const;
const rounds = 40;
const inMemoryCalls = 2_000;
const httpCalls = 200;

const callNext = {
  type: 'CallNext',
  windowId: windowId('1'),
  at: instant(Date.UTC(2025, 2, 1, 9)),
  occurredAt: null,
} as const;

// Always decided on the same state, so that the line stays as long as it is.
const callOften = (state: HallState): void => {
  for (let call = 0; call < inMemoryCalls; call += 1) {
    const decision = hallDecider.decide(state, callNext);
    if (decision.ok) decision.events.reduce(hallDecider.evolve, state);
  }
};

type Sizes = Readonly<{ few: number; many: number }>;

const microsecondsUnder = (order: OrderRule): Sizes => {
  const states = { few: crowdedHall(few, order), many: crowdedHall(veryMany, order) };
  const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const size of ['few', 'many'] as const)
      times[size].push((timed(() => callOften(states[size])).ms * 1_000) / inMemoryCalls);
  return { few: median(times.few), many: median(times.many) };
};

const inMemoryFigures = (order: OrderRule): readonly Figure[] => {
  const memory = microsecondsUnder(order);
  return [
    { name: `${order}, in memory, ${few} waiting`, value: memory.few, unit: 'µs' },
    { name: `${order}, in memory, ${veryMany} waiting`, value: memory.many, unit: 'µs' },
    {
      name: `${order}, ratio in memory`,
      value: memory.many / memory.few,
      unit: '',
      aim: { below: 1.3 },
    },
  ];
};

const plan = { queues: ['A'], windows: { '1': ['A'] } };

const crowded = async (service: ServiceChild, waiting: number): Promise<BenchHall> => {
  const hall = await openBenchHall(service, plan);
  await fillQueue(hall, 'A', waiting);
  return hall;
};

/** One call; somebody takes a number before it, so that the line stays as long as it is. */
const callOnce = async ({ hallId, kiosk, terminal }: BenchHall): Promise<number> => {
  const hall = `/api/v1/halls/${hallId}`;
  await bodyOf('ticket', kiosk.post(`${hall}/queues/A/tickets`, {}), z.unknown());
  const path = `${hall}/windows/1/call-next`;
  return (await timedAsync(() => bodyOf('call-next', terminal.post(path), z.unknown()))).ms;
};

const millisecondsOverHttp = async (): Promise<Sizes> => {
  const service = await startServiceChild();
  try {
    const halls = { few: await crowded(service, few), many: await crowded(service, many) };
    const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
    for (let call = 0; call < httpCalls; call += 1)
      for (const size of ['few', 'many'] as const) times[size].push(await callOnce(halls[size]));
    return { few: median(times.few), many: median(times.many) };
  } finally {
    await service.stop();
  }
};

/** What a call costs when few wait and when very many do. */
export const measureWaitingLine = async (): Promise<Section> => {
  const memory = orders.flatMap(inMemoryFigures);
  const http = await millisecondsOverHttp();
  return {
    title: 'call-next with few and with many waiting',
    how: `decide and evolve in memory, and one request after the other over HTTP; alternating, medians`,
    figures: [
      ...memory,
      { name: `over HTTP, ${few} waiting`, value: http.few, unit: 'ms' },
      { name: `over HTTP, ${many} waiting`, value: http.many, unit: 'ms' },
      { name: 'ratio over HTTP', value: http.many / http.few, unit: '', aim: { below: 1.5 } },
    ],
  };
};
