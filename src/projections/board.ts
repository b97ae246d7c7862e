import { predictVisitor, type Estimate } from '../domain/hall/estimate/predict.js';
import type { BusinessDay, HallId, Instant, QueueId, WindowId } from '../domain/ids.js';
import { mostRecentCalls, type HallView, type RecentCall } from './hall-view.js';
import type { TicketView } from './ticket-view.js';
import { queueNow, windowNow, type QueueNow } from './window-view.js';

export type BoardQueue = QueueNow &
  Readonly<{
    queueId: QueueId;
    name: string;
    /** How long whoever takes a number now would wait. */
    estimate: Estimate | null;
  }>;
export type BoardWindow = Readonly<{
  windowId: WindowId;
  name: string;
  area: string | null;
  state: 'open' | 'paused' | 'closed';
  ticket: TicketView | null;
}>;
/** What the displays of a hall show. */
export type Board = Readonly<{
  hallId: HallId;
  name: string;
  businessDay: BusinessDay;
  /** An IANA name: in it a display shows the time. */
  timeZone: string;
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

const isOf =
  (area: string | null) =>
  (one: Readonly<{ area: string | null }>): boolean =>
    area === null || one.area === area;

/** Of which part of the hall a board is, and as of when. */
export type BoardOf = Readonly<{ area: string | null; at: Instant }>;

const estimateOf = ({ hall }: HallView, queueId: QueueId, at: Instant): Estimate | null =>
  hall.status === 'open' ? predictVisitor(hall, queueId, at) : null;

/** The whole board, or that of one area: its windows and their calls. */
export const boardView = (view: HallView, { area, at }: BoardOf): Board => ({
  hallId: view.hallId,
  name: view.settings.name,
  businessDay: view.businessDay,
  timeZone: view.settings.timeZone,
  queues: view.settings.queues.map(({ queueId, name }) => ({
    queueId,
    name,
    ...queueNow(view.hall, queueId),
    estimate: estimateOf(view, queueId, at),
  })),
  windows: view.settings.windows.filter(isOf(area)).map(({ windowId, name, area: where }) => ({
    windowId,
    name,
    area: where,
    ...windowNow(view.hall, windowId),
  })),
  recentCalls: view.recentCalls.filter(isOf(area)).slice(0, mostRecentCalls),
});

const text = (entry: unknown): string => JSON.stringify(entry);

const fresh = <Entry>(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] => {
  const known = new Set(before.map(text));
  return after.filter((entry) => !known.has(text(entry)));
};

const outline = ({ name, businessDay, timeZone, queues, windows }: Board): string =>
  text([
    name,
    businessDay,
    timeZone,
    queues.map(({ queueId }) => queueId),
    windows.map((w) => w.windowId),
  ]);

/**
 * What changed between two views of a hall: the new entries, null when the board shows the same,
 * or `whole` when entries cannot say it (another day or name; queues or windows came or went).
 */
export const boardChange = (
  before: HallView,
  after: HallView,
  of: BoardOf,
): BoardChange | 'whole' | null => {
  const [old, now] = [boardView(before, of), boardView(after, of)];
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
