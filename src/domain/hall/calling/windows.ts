import { accept, refuse } from '../../event.js';
import { windowOf } from '../../settings/settings.js';
import { emptied, released } from '../line/rejoin.js';
import { isWindow, vacate } from './at-window.js';
import type {
  CloseWindow,
  HallDecision,
  OpenWindow,
  PauseWindow,
  ReleaseWindowLine,
} from '../commands.js';
import type { RunningHall } from '../state.js';
import { timesOf } from '../times.js';

/** Opens a window that is closed or paused. */
export const openWindow = (hall: RunningHall, command: OpenWindow): HallDecision => {
  const { windowId } = command;
  if (windowOf(hall.settings, windowId) === undefined)
    return refuse({ code: 'unknown_window', windowId });
  if (hall.windows.get(windowId)?.state === 'open') return accept();
  return accept({ type: 'WindowOpened', data: { windowId }, ...timesOf(command) });
};

/** Pauses a window: it keeps its ticket and may end it, but calls no other. */
export const pauseWindow = (hall: RunningHall, command: PauseWindow): HallDecision => {
  const { windowId, reason } = command;
  if (!isWindow(hall, windowId)) return refuse({ code: 'unknown_window', windowId });
  if (hall.windows.get(windowId)?.state === 'paused') return accept();
  return accept({ type: 'WindowPaused', data: { windowId, reason }, ...timesOf(command) });
};

/** Closes a window, after the ticket that it has; who waits for it alone goes back to their queue. */
export const closeWindow = (hall: RunningHall, command: CloseWindow): HallDecision => {
  const { windowId } = command;
  if (!isWindow(hall, windowId)) return refuse({ code: 'unknown_window', windowId });
  if (hall.windows.get(windowId)?.state === 'closed') return accept();
  const vacated = vacate(hall, command, 'window_closed');
  if (!vacated.ok) return vacated;
  return accept(
    ...vacated.events,
    { type: 'WindowClosed', data: { windowId }, ...timesOf(command) },
    ...emptied(hall, command, { windowId, why: 'window_closed' }),
  );
};

/** Gives back who has waited long enough for a window that does not call; else nothing happens. */
export const releaseWindowLine = (hall: RunningHall, command: ReleaseWindowLine): HallDecision =>
  hall.status === 'closed' ? accept() : accept(...released(hall, command, command.windowId));
