import { bodyOf, type Api } from '../api.js';
import { calledShape } from '../shapes.js';
import { waitingOn, type QuietDay } from './day.js';

type Turn = 'served' | 'recalled' | 'no show';
const turns = [
  ['served', 80],
  ['recalled', 10],
  ['no show', 10],
] as const satisfies readonly (readonly [Turn, number])[];

/** Fewer than that are left to whoever calls at the first window. */
const leftOver = 3;
const idleMs = [3_000, 6_000] as const;
const walkMs = [4_000, 9_000] as const;
const serviceMs = [14_000, 30_000] as const;

export type QuietWindow = Readonly<{ windowId: string; terminal: Api; calls: boolean }>;

/** One turn after the other at a window: it is opened each day anew, and calls where it is to. */
export const runWindow = (
  day: QuietDay,
  { windowId, terminal, calls }: QuietWindow,
): (() => Promise<void>) => {
  const random = day.random.fork(`window ${windowId}`);
  const path = `/api/v1/halls/${day.hallId}/windows/${windowId}`;
  let openedOn: string | null = null;

  const act = async (command: string, body?: object): Promise<void> => {
    await bodyOf(command, terminal.post(`${path}/${command}`, body), { parse: () => undefined });
  };
  const open = async (businessDay: string): Promise<void> => {
    await act('open');
    // Nobody sits at the first window: whoever looks may.
    if (calls) await act('sign-in', { clerkId: `demo-${windowId}`, takeOver: true });
    openedOn = businessDay;
  };
  const serve = async (): Promise<void> => {
    await act('start');
    await day.rest(...serviceMs);
    await act('complete');
  };
  const attend = async (turn: Turn): Promise<void> => {
    await day.rest(...walkMs);
    if (turn === 'served') return serve();
    await act('recall');
    await day.rest(...walkMs);
    return turn === 'no show' ? act('no-show') : serve();
  };

  return async () => {
    const board = await day.board();
    if (board.businessDay !== openedOn) await open(board.businessDay);
    if (!calls || waitingOn(board) < leftOver) return day.rest(...idleMs);
    const called = terminal.post(`${path}/call-next`);
    const { ticket } = await bodyOf('call-next', called, calledShape);
    return ticket === null ? day.rest(...idleMs) : attend(random.weighted<Turn>(turns));
  };
};
