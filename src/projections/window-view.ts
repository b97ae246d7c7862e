import { nextThree } from '../domain/hall/line/pick.js';
import {
  queueLine,
  ticketAtWindow,
  ticketInLine,
  waitingCount,
  waitingForWindow,
} from '../domain/hall/queries.js';
import type { HallState } from '../domain/hall/state.js';
import type { Instant, QueueId, WindowId } from '../domain/ids.js';
import {
  queueOf,
  windowOf,
  type HallSettings,
  type QueueSettings,
  type WindowSettings,
} from '../domain/settings/settings.js';
import { servedIn } from './served.js';
import { ticketView, type TicketView } from './ticket-view.js';

/** A window as its counter sees it; `waiting` counts its own line and those of its queues. */
export type WindowView = WindowSettings &
  Readonly<{
    state: 'open' | 'paused' | 'closed';
    pauseReason: string | null;
    /** Who sits there: an employee's number. */
    clerkId: string | null;
    ticket: TicketView | null;
    waiting: number;
    /** Whom it would call, one after the other: three numbers at most. */
    next: readonly string[];
  }>;

/** What moves in a queue. */
export type QueueNow = Readonly<{
  waiting: number;
  paused: boolean;
  /** The first of its line, three numbers at most. */
  next: readonly string[];
  /** No window calls from it. */
  unserved: boolean;
}>;

/** A queue with its settings and its line. */
export type QueueView = QueueSettings & QueueNow;

/** What moves at a window. Windows start each day closed. */
export const windowNow = (
  hall: HallState,
  windowId: WindowId,
): Pick<WindowView, 'state' | 'ticket'> => {
  if (hall.status === 'unopened') return { state: 'closed', ticket: null };
  const ticket = ticketAtWindow(hall, windowId);
  return {
    state: hall.windows.get(windowId)?.state ?? 'closed',
    ticket: ticket === undefined ? null : ticketView(hall.settings, ticket),
  };
};

type Behind = Pick<WindowView, 'pauseReason' | 'clerkId' | 'waiting' | 'next'>;

/** What only staff see of a window. */
const behindWindow = (hall: HallState, windowId: WindowId, now: Instant): Behind => {
  if (hall.status === 'unopened') return { pauseReason: null, clerkId: null, waiting: 0, next: [] };
  const window = hall.windows.get(windowId);
  return {
    pauseReason: window?.pause?.reason ?? null,
    clerkId: window?.clerk?.clerkId ?? null,
    waiting: waitingForWindow(hall, windowId),
    next: nextThree(hall, windowId, now).map(({ number }) => number),
  };
};

/** A hall as it is looked at: its settings in force, its day, and when. */
export type Looked = Readonly<{ settings: HallSettings; hall: HallState; now: Instant }>;

/** A window, or null when the settings do not name it. */
export const windowView = (
  { settings, hall, now }: Looked,
  windowId: WindowId,
): WindowView | null => {
  const window = windowOf(settings, windowId);
  if (window === undefined) return null;
  return { ...window, ...windowNow(hall, windowId), ...behindWindow(hall, windowId, now) };
};

/** How many of those next in line a queue shows. */
const shown = 3;

/** What moves in a queue. */
export const queueNow = (hall: HallState, queueId: QueueId): QueueNow => {
  const unserved = !servedIn(hall).has(queueId);
  if (hall.status === 'unopened') return { waiting: 0, paused: false, next: [], unserved };
  const line = queueLine(hall, queueId);
  const next = Array.from({ length: shown }, (_, ahead) => ticketInLine(hall, line, ahead));
  return {
    waiting: waitingCount(hall, queueId),
    paused: hall.queues.get(queueId)?.paused ?? false,
    next: next.flatMap((ticket) => ticket?.number ?? []),
    unserved,
  };
};

/** A queue, or null when the settings do not name it. */
export const queueView = (
  settings: HallSettings,
  hall: HallState,
  queueId: QueueId,
): QueueView | null => {
  const queue = queueOf(settings, queueId);
  return queue === undefined ? null : { ...queue, ...queueNow(hall, queueId) };
};
