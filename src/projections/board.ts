import type { BusinessDay, HallId, QueueId, WindowId } from '../domain/ids.js';
import type { HallView, RecentCall } from './hall-view.js';
import type { TicketView } from './ticket-view.js';
import { queueNow, windowNow } from './window-view.js';

export type BoardQueue = Readonly<{
  queueId: QueueId;
  name: string;
  waiting: number;
  paused: boolean;
}>;
export type BoardWindow = Readonly<{
  windowId: WindowId;
  name: string;
  state: 'open' | 'paused' | 'closed';
  ticket: TicketView | null;
}>;
/** What the displays of a hall show. */
export type Board = Readonly<{
  hallId: HallId;
  name: string;
  businessDay: BusinessDay;
  queues: readonly BoardQueue[];
  windows: readonly BoardWindow[];
  recentCalls: readonly RecentCall[];
}>;

/** The entries of a board that one change has made new; a list without new entries is left out. */
export type BoardChange = Readonly<{
  queues?: readonly BoardQueue[];
  windows?: readonly BoardWindow[];
  recentCalls?: readonly RecentCall[];
}>;

/** The whole board. */
export const boardView = (view: HallView): Board => ({
  hallId: view.hallId,
  name: view.settings.name,
  businessDay: view.businessDay,
  queues: view.settings.queues.map(({ queueId, name }) => ({
    queueId,
    name,
    ...queueNow(view.hall, queueId),
  })),
  windows: view.settings.windows.map(({ windowId, name }) => ({
    windowId,
    name,
    ...windowNow(view.hall, windowId),
  })),
  recentCalls: view.recentCalls,
});

const text = (entry: unknown): string => JSON.stringify(entry);

const fresh = <Entry>(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] => {
  const known = new Set(before.map(text));
  return after.filter((entry) => !known.has(text(entry)));
};

const outline = ({ name, businessDay, queues, windows }: Board): string =>
  text([name, businessDay, queues.map(({ queueId }) => queueId), windows.map((w) => w.windowId)]);

/**
 * What changed between two views of a hall: the new entries, null when the board shows the same,
 * or `whole` when entries cannot say it (another day or name; queues or windows came or went).
 */
export const boardChange = (before: HallView, after: HallView): BoardChange | 'whole' | null => {
  const [old, now] = [boardView(before), boardView(after)];
  if (outline(old) !== outline(now)) return 'whole';
  const queues = fresh(old.queues, now.queues);
  const windows = fresh(old.windows, now.windows);
  const recentCalls = fresh(old.recentCalls, now.recentCalls);
  if (queues.length + windows.length + recentCalls.length === 0) return null;
  return {
    ...(queues.length > 0 ? { queues } : {}),
    ...(windows.length > 0 ? { windows } : {}),
    ...(recentCalls.length > 0 ? { recentCalls } : {}),
  };
};
