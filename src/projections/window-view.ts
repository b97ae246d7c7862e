import { ticketAtWindow, waitingCount, waitingForWindow } from '../domain/hall/queries.js';
import type { HallState } from '../domain/hall/state.js';
import type { QueueId, WindowId } from '../domain/ids.js';
import {
  queueOf,
  windowOf,
  type HallSettings,
  type QueueSettings,
} from '../domain/settings/settings.js';
import { ticketView, type TicketView } from './ticket-view.js';

/** A window as its counter sees it; `waiting` counts its own line and those of its queues. */
export type WindowView = Readonly<{
  windowId: WindowId;
  name: string;
  state: 'open' | 'paused' | 'closed';
  queueIds: readonly QueueId[];
  ticket: TicketView | null;
  waiting: number;
}>;

/** A queue with its settings and its line. */
export type QueueView = QueueSettings & Readonly<{ waiting: number; paused: boolean }>;

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

/** A window, or null when the settings do not name it. */
export const windowView = (
  settings: HallSettings,
  hall: HallState,
  windowId: WindowId,
): WindowView | null => {
  const window = windowOf(settings, windowId);
  if (window === undefined) return null;
  const { state, ticket } = windowNow(hall, windowId);
  return {
    windowId,
    name: window.name,
    state,
    queueIds: window.queueIds,
    ticket,
    waiting: hall.status === 'unopened' ? 0 : waitingForWindow(hall, windowId),
  };
};

/** What moves in a queue. */
export const queueNow = (
  hall: HallState,
  queueId: QueueId,
): Readonly<{ waiting: number; paused: boolean }> =>
  hall.status === 'unopened'
    ? { waiting: 0, paused: false }
    : {
        waiting: waitingCount(hall, queueId),
        paused: hall.queues.get(queueId)?.paused ?? false,
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
