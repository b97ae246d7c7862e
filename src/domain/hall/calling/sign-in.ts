import { accept, refuse } from '../../event.js';
import type { WindowId } from '../../ids.js';
import { windowOf } from '../../settings/settings.js';
import type { HallCommand, HallDecision, HallRefusal, SignIn, SignOut } from '../commands.js';
import type { HallEvent } from '../events.js';
import { emptied } from '../line/rejoin.js';
import type { RunningHall, WindowState } from '../state.js';
import { timesOf } from '../times.js';
import { isWindow, vacate } from './at-window.js';

/** What only whoever sits at a window does there, where the hall wants them to sign in. */
const ofClerks: ReadonlySet<HallCommand['type']> = new Set([
  'OpenWindow',
  'PauseWindow',
  'CloseWindow',
  'CallNext',
  'CallTicket',
  'RecallTicket',
  'StartService',
  'CompleteTicket',
  'MarkNoShow',
  'HoldTicket',
  'TransferTicket',
] as const);

const clerkAt = (hall: RunningHall, windowId: WindowId): WindowState['clerk'] =>
  hall.windows.get(windowId)?.clerk ?? null;

/** Whether somebody else sits at a window, or nobody; what the service does by itself is not asked. */
export const whyNotTheirs = (hall: RunningHall, command: HallCommand): HallRefusal | undefined => {
  const { by, type } = command;
  if (hall.settings.signIn === 'off' || by === undefined || !ofClerks.has(type)) return undefined;
  if (!('windowId' in command) || !isWindow(hall, command.windowId)) return undefined;
  const { windowId } = command;
  const clerk = clerkAt(hall, windowId);
  if (clerk === null) return { code: 'not_signed_in', windowId };
  return clerk.tokenId === by.tokenId
    ? undefined
    : { code: 'window_taken', windowId, clerkId: clerk.clerkId };
};

/** A clerk sits down; where another one sits, or the same at another terminal, only by taking over. */
export const signIn = (hall: RunningHall, command: SignIn): HallDecision => {
  const { windowId, clerkId, tokenId, takeOver } = command;
  if (windowOf(hall.settings, windowId) === undefined)
    return refuse({ code: 'unknown_window', windowId });
  const clerk = clerkAt(hall, windowId);
  if (clerk?.clerkId === clerkId && clerk.tokenId === tokenId) return accept();
  if (clerk !== null && !takeOver)
    return refuse({ code: 'window_taken', windowId, clerkId: clerk.clerkId });
  return accept({
    type: 'WindowSignedIn',
    data: { windowId, clerkId, tokenId, takenFrom: clerk?.clerkId ?? null },
    ...timesOf(command),
  });
};

/** Another terminal signs nobody out; an admin does, for whoever has gone home. */
const whyNotSignedOut = (
  hall: RunningHall,
  { by, windowId }: SignOut,
  clerk: NonNullable<WindowState['clerk']>,
): HallRefusal | undefined =>
  hall.settings.signIn === 'off' ||
  by === undefined ||
  by.role === 'admin' ||
  by.tokenId === clerk.tokenId
    ? undefined
    : { code: 'window_taken', windowId, clerkId: clerk.clerkId };

/** A clerk gets up: the window pauses, after its ticket, and who waits for it alone goes back to their queue. */
export const signOut = (hall: RunningHall, command: SignOut): HallDecision => {
  const { windowId } = command;
  if (!isWindow(hall, windowId)) return refuse({ code: 'unknown_window', windowId });
  const clerk = clerkAt(hall, windowId);
  if (clerk === null) return accept();
  const refusal = whyNotSignedOut(hall, command, clerk);
  if (refusal !== undefined) return refuse(refusal);
  const vacated = vacate(hall, command, 'signed_out');
  if (!vacated.ok) return vacated;
  const times = timesOf(command);
  const paused: HallEvent[] =
    hall.windows.get(windowId)?.state === 'open'
      ? [{ type: 'WindowPaused', data: { windowId, reason: null }, ...times }]
      : [];
  return accept(
    ...vacated.events,
    ...paused,
    { type: 'WindowSignedOut', data: { windowId, clerkId: clerk.clerkId }, ...times },
    ...emptied(hall, command, { windowId, why: 'signed_out' }),
  );
};
