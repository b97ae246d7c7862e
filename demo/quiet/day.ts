import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bodyOf, createApi, type Api } from '../api.js';
import type { Random } from '../random.js';
import { tokenShape } from '../shapes.js';
import { runVisitors } from './visitors.js';
import { runWindow } from './window.js';

/** What a quiet day needs; time and chance are the caller's. */
export type QuietDayOptions = Readonly<{
  url: string;
  adminToken: string;
  /** Where phones are; null: everybody keeps to paper. */
  simulatorUrl: string | null;
  hallId: string;
  random: Random;
  /** Rejects when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
  /** What did not work; the day goes on. */
  warn: (text: string) => void;
}>;

/** What its players share. */
export type QuietDay = Readonly<{
  url: string;
  hallId: string;
  simulator: Api | null;
  random: Random;
  /** Waits a time between the two. */
  rest: (lowMs: number, highMs: number) => Promise<void>;
  /** The hall as everybody sees it. */
  board: () => Promise<QuietBoard>;
}>;

const boardShape = z.object({
  businessDay: z.string(),
  queues: z.array(z.object({ queueId: z.string(), waiting: z.number() })),
  windows: z.array(z.object({ windowId: z.string() })),
});
export type QuietBoard = z.output<typeof boardShape>;

const listShape = z.object({
  items: z.array(z.object({ tokenId: z.string(), label: z.string() })),
});

/** By what the demo's tokens are known in lists, and found again after a stop that had no time to end them. */
const labelOf = (role: string): string => `demo visitors: ${role}`;
/** After something that did not work, in milliseconds. */
const troubleMs = 5_000;

/** How many wait. */
export const waitingOn = ({ queues }: QuietBoard): number =>
  queues.reduce((sum, { waiting }) => sum + waiting, 0);

const endOldTokens = async (admin: Api): Promise<void> => {
  const list = admin.get('/api/v1/tokens?limit=500');
  const { items } = await bodyOf('tokens', list, listShape);
  const ours = [labelOf('kiosk'), labelOf('terminal')];
  for (const { tokenId, label } of items)
    if (ours.includes(label)) await admin.delete(`/api/v1/tokens/${tokenId}`);
};

const callerFor = async (
  { url, hallId }: QuietDayOptions,
  admin: Api,
  role: 'kiosk' | 'terminal',
): Promise<Api> => {
  const wanted = { role, hallId, label: labelOf(role) };
  const made = await bodyOf('token', admin.post('/api/v1/tokens', wanted), tokenShape);
  return createApi(url, made.token);
};

/** Does a player's turns until the day is over; a turn that fails is told, and the next one comes a little later. */
const keepPlaying = async (
  { signal, sleep, warn }: QuietDayOptions,
  turn: () => Promise<void>,
): Promise<void> => {
  while (!signal.aborted)
    try {
      await turn();
    } catch (error) {
      if (signal.aborted) return;
      warn(error instanceof Error ? error.message : String(error));
      await sleep(troubleMs, signal).catch(() => undefined);
    }
};

const begin = async (options: QuietDayOptions): Promise<void> => {
  const { url, hallId, simulatorUrl, random, sleep, signal } = options;
  const admin = createApi(url, options.adminToken);
  const anyone = createApi(url, null);
  await endOldTokens(admin);
  const kiosk = await callerFor(options, admin, 'kiosk');
  const terminal = await callerFor(options, admin, 'terminal');
  const day: QuietDay = {
    url,
    hallId,
    simulator: simulatorUrl === null ? null : createApi(simulatorUrl, null),
    random,
    rest: (low, high) => sleep(random.between(low, high), signal),
    board: () => bodyOf('board', anyone.get(`/api/v1/halls/${hallId}/board`), boardShape),
  };
  const { windows } = await day.board();
  const [first, ...others] = windows.map(({ windowId }) => windowId);
  if (first === undefined) return;
  const runId = randomUUID().slice(0, 8);
  const players = [
    runVisitors(day, { kiosk, runId }),
    // The first is left to whoever looks: it is open, and the demo calls nobody there.
    runWindow(day, { windowId: first, terminal, calls: false }),
    ...others.map((windowId) => runWindow(day, { windowId, terminal, calls: true })),
  ];
  await Promise.all(players.map((turn) => keepPlaying(options, turn)));
  await endOldTokens(admin);
};

/** Plays a quiet day in a hall until the signal aborts: somebody comes now and then, and windows call. */
export const playQuietDay = async (options: QuietDayOptions): Promise<void> => {
  let isBegun = false;
  await keepPlaying(options, async () => {
    if (isBegun) return;
    isBegun = true;
    try {
      await begin(options);
    } catch (error) {
      isBegun = false;
      throw error;
    }
  });
};
