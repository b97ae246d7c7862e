import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { fillQueue, openBenchHall, type BenchHall } from './bench-hall.js';
import { startChild, startServiceChild } from './child.js';
import type { Section } from './report.js';
import { median } from './statistics.js';

const connections = 64;
const rounds = 4;
const roundSeconds = 4;
const warmUpSeconds = 3;
/** So many wait at first that no call finds the line empty. */
const waiting = 1_000;

const plan = { queues: ['A', 'B'], windows: { '1': ['A'], '2': ['A', 'B'], '3': ['B'] } };

/** Half numbers taken, half calls; each request under a key of its own, as a terminal sends it. */
const commandsOf = ({ hallId, kioskToken, terminalToken }: BenchHall): autocannon.Request[] => {
  const hall = `/api/v1/halls/${hallId}`;
  const request = (path: string, token: string, body: object): autocannon.Request => ({
    method: 'POST',
    path: `${hall}/${path}`,
    body: JSON.stringify(body),
    setupRequest: (prepared) => ({
      ...prepared,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
    }),
  });
  const issue = (queueId: string): autocannon.Request =>
    request(`queues/${queueId}/tickets`, kioskToken, { priority: 'normal' });
  const callNext = (windowId: string): autocannon.Request =>
    request(`windows/${windowId}/call-next`, terminalToken, {});
  return [issue('A'), callNext('1'), issue('B'), callNext('3'), issue('A'), callNext('2')];
};

type Round = Readonly<{ perSecond: number; p99: number; failed: number }>;

const load = async (
  url: string,
  requests: autocannon.Request[],
  duration: number,
): Promise<Round> => {
  const result = await autocannon({ url, requests, connections, duration });
  const failed = result.errors + result.timeouts + result.non2xx;
  return { perSecond: result['2xx'] / result.duration, p99: result.latency.p99, failed };
};

const alternate = async (
  sides: Readonly<{ service: string; echo: string }>,
  requests: autocannon.Request[],
): Promise<Readonly<{ service: readonly Round[]; echo: readonly Round[] }>> => {
  await load(sides.echo, requests, warmUpSeconds);
  await load(sides.service, requests, warmUpSeconds);
  const service: Round[] = [];
  const echo: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    echo.push(await load(sides.echo, requests, roundSeconds));
    service.push(await load(sides.service, requests, roundSeconds));
  }
  return { service, echo };
};

const sectionOf = ({ service, echo }: Awaited<ReturnType<typeof alternate>>): Section => {
  const commands = median(service.map(({ perSecond }) => perSecond));
  const echoes = median(echo.map(({ perSecond }) => perSecond));
  const perSecond = '1/s';
  return {
    title: 'Commands a second',
    how:
      `POST tickets and call-next in turn, each with an Idempotency-Key, ${connections} connections, ` +
      `against express.json() echo; ${rounds} × ${roundSeconds} s each, alternating, medians`,
    figures: [
      { name: 'commands, durable in SQLite', value: commands, unit: perSecond },
      { name: 'Express JSON echo, the same requests', value: echoes, unit: perSecond },
      { name: 'ratio', value: commands / echoes, unit: '', aim: { atLeast: 0.7 } },
      { name: 'commands, p99', value: median(service.map(({ p99 }) => p99)), unit: 'ms' },
      { name: 'echo, p99', value: median(echo.map(({ p99 }) => p99)), unit: 'ms' },
      {
        name: 'requests not answered 2xx',
        value: [...service, ...echo].reduce((sum, { failed }) => sum + failed, 0),
        unit: '',
      },
    ],
  };
};

/** Commands a second through the whole service, against an Express that only echoes. */
export const measureThroughput = async (): Promise<Section> => {
  const service = await startServiceChild();
  const echo = await startChild('echo-server.js', {}, /echo http\S+/);
  try {
    const hall = await openBenchHall(service, plan);
    for (const queueId of plan.queues) await fillQueue(hall, queueId, waiting);
    const echoUrl = /echo (http\S+)/.exec(echo.output)?.[1] ?? '';
    return sectionOf(await alternate({ service: service.url, echo: echoUrl }, commandsOf(hall)));
  } finally {
    await echo.stop();
    await service.stop();
  }
};
