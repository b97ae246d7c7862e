import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.js';
import type { DayLog } from './day-log.js';
import type { Hall } from './hall.js';
import type { Random } from './random.js';
import type { Screen } from './screen.js';

/** Everything that the players share. */
export type Scene = Readonly<{
  hall: Hall;
  url: string;
  simulator: Api;
  log: DayLog;
  screen: Screen;
  random: Random;
  /** When the kiosk stops giving numbers, and when the windows stop calling; by the wall clock. */
  lastTicketAt: number;
  endsAt: number;
  /** Makes a name of this run that no earlier run has used. */
  runId: string;
}>;

/** Waits, but not beyond the end. @param ms drawn by the caller */
export const pause = async ({ endsAt }: Scene, ms: number): Promise<void> => {
  await sleep(Math.max(0, Math.min(ms, endsAt - Date.now())));
};

export const isOver = ({ endsAt }: Scene): boolean => Date.now() >= endsAt;
