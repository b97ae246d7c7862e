import type { QueueId, WindowId } from '../../ids.js';
import type { HallState, RunningHall, Ticket } from '../state.js';

/**
 * Whether a window calls, or may again at any moment: one that is paused comes back. Where clerks sign
 * in, one at which nobody sits does not.
 */
const isStaffed = ({ settings, windows }: RunningHall, windowId: WindowId): boolean => {
  const window = windows.get(windowId);
  if (window === undefined || window.state === 'closed') return false;
  return window.state === 'open' || settings.signIn === 'off' || window.clerk !== null;
};

/** The queues that are called from; nobody calls from the others until a window opens. */
export const servedQueues = (hall: HallState): ReadonlySet<QueueId> =>
  new Set(
    hall.status === 'unopened'
      ? []
      : hall.settings.windows
          .filter(({ windowId }) => isStaffed(hall, windowId))
          .flatMap(({ queueIds }) => queueIds),
  );

/** Whether nobody would call a ticket that waits: its queue is called from nowhere. */
export const isUnserved = (served: ReadonlySet<QueueId>, { queueId, status }: Ticket): boolean =>
  // A window that calls no more gives back who waits for it alone.
  status.state === 'waiting' && status.standing.forWindowId === null && !served.has(queueId);
