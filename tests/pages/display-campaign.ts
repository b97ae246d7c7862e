import { chromium, type CDPSession } from 'playwright-core';
import { eventually } from '../e2e/http.js';
import { startRig, type Rig } from '../e2e/rig.js';
import { giveVoice, spokenBy, tap } from './display-wall.js';

/*
 * A wall screen's weeks in minutes: thousands of calls and many restarts of the service. By hand:
 *   npm run build && node dist/tests/pages/display-campaign.js [calls] [restarts]
 */
const [calls = 5_000, restarts = 20] = process.argv.slice(2).map(Number);
const windowIds = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
const queueIds = ['A', 'B', 'C', 'D', 'E', 'F'];
const ofEachQueue = 900;
const patienceMs = 60_000;

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
let rig: Rig = await startRig();
const { dataDir } = rig;
const { port } = new URL(rig.url);
const hall = '/api/v1/halls/wall';

const setUp = async (): Promise<void> => {
  await rig.admin.put(hall, { name: '测试大厅' });
  for (const queueId of queueIds)
    await rig.admin.put(`${hall}/queues/${queueId}`, { name: queueId, prefix: queueId });
  for (const windowId of windowIds) {
    await rig.admin.put(`${hall}/windows/${windowId}`, { name: `${windowId}号窗口`, queueIds });
    await rig.admin.post(`${hall}/windows/${windowId}/open`, {});
  }
};

type Figures = Readonly<{ heap: number; nodes: number }>;
const figuresOf = async (session: CDPSession): Promise<Figures> => {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes') };
};
const told = ({ heap, nodes }: Figures): string =>
  `${(heap / 1_048_576).toFixed(2)} MiB of heap, ${nodes} nodes`;

await setUp();
const context = await browser.newContext({ locale: 'zh-CN' });
await giveVoice(context);
const page = await context.newPage();
await page.goto(`${rig.url}/display/wall?chime=off&repeat=1`);
await page.getByText('还没有叫号').waitFor();
await tap(page);
const session = await context.newCDPSession(page);
await session.send('Performance.enable');

/** Utterances by text; the stub's own list is emptied, for it is no part of the page. */
const heard = new Map<string, number>();
const gather = async (): Promise<number> => {
  const said = (await page.evaluate('window.spoken.said.splice(0)')) as readonly string[];
  for (const text of said) heard.set(text, (heard.get(text) ?? 0) + 1);
  return heard.size;
};

let issued = 0;
let made = 0;
let restarted = 0;
const callAll = async (): Promise<void> => {
  for (const windowId of windowIds) {
    const queueId = queueIds[Math.floor(issued / ofEachQueue)] ?? 'F';
    await rig.admin.post(`${hall}/queues/${queueId}/tickets`, {});
    issued += 1;
    await rig.admin.post(`${hall}/windows/${windowId}/call-next`, {});
    made += 1;
  }
};
const restart = async (): Promise<void> => {
  await rig.close();
  rig = await startRig({ dataDir, settings: { PORT: port } });
  restarted += 1;
};

const warmUp = 200;
let before: Figures | null = null;
let lost = 0;
const begun = Date.now();
while (made < calls) {
  await callAll();
  if (restarted < Math.floor((made / calls) * restarts)) await restart();
  const all = made - lost;
  await eventually('calls', async () => (await gather()) >= all, patienceMs).catch(() => {
    lost = made - heard.size;
    console.log(`${lost} not heard after ${made} calls`);
  });
  if (before === null && made >= warmUp) {
    before = await figuresOf(session);
    console.log(`after ${made} calls: ${told(before)}`);
  }
}
const twice = [...heard.values()].filter((count) => count > 1).length;
console.log(`${made} calls, ${restarted} restarts, ${Math.round((Date.now() - begun) / 1_000)} s`);
console.log(`spoken ${heard.size}, lost ${made - heard.size}, twice ${twice}`);
console.log(
  `at most ${(await spokenBy(page)).most} at once; at the end ${told(await figuresOf(session))}`,
);
await browser.close();
await rig.close();
process.exitCode = made === heard.size && twice === 0 ? 0 : 1;
