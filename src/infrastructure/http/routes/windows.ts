import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import type { WindowId } from '../../../domain/ids.js';
import { windowView } from '../../../projections/window-view.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { pauseBody, signInBody } from '../schemas/commands.js';
import { windowOut } from '../schemas/tickets.js';
import { settingsOf, viewOf } from './halls.js';
import { windowBase, windowCommand, windowParams } from './window-command.js';

const readers = ['admin', 'terminal', 'kiosk', 'auditor'] as const;

const withWindow =
  ({ options }: HttpDeps) =>
  (windowId: WindowId): HallRequest['answer'] =>
  (hall) => {
    const window = windowView({ settings: hall.settings, hall, now: options.now() }, windowId);
    if (window === null) throw unknown('window', windowId);
    return { status: 200, body: window };
  };

const openingRoutes = (deps: HttpDeps): readonly Route[] => [
  windowCommand(deps, {
    name: 'open',
    summary: 'Open the window',
    command: () => ({ type: 'OpenWindow' }),
    answer: withWindow(deps),
    responds: windowOut,
  }),
  windowCommand(deps, {
    name: 'pause',
    summary: 'Pause the window: it keeps its ticket and calls no other',
    body: pauseBody,
    command: ({ reason }) => ({ type: 'PauseWindow', reason: reason ?? null }),
    answer: withWindow(deps),
    responds: windowOut,
  }),
  windowCommand(deps, {
    name: 'close',
    summary: 'Close the window',
    command: () => ({ type: 'CloseWindow' }),
    answer: withWindow(deps),
    responds: windowOut,
    problems: ['window_busy'],
  }),
];

/** The token that a window is tied to; only tokens may call these routes. */
const tokenOf = (actor: Actor): string => (actor.kind === 'token' ? actor.tokenId : '');

const signInRoutes = (deps: HttpDeps): readonly Route[] => [
  windowCommand(deps, {
    name: 'sign-in',
    summary: 'A clerk sits down at the window',
    description:
      'Ties the window to the token. Where the hall requires it (`signIn`), commands at the window from another token are refused.',
    body: signInBody,
    command: ({ clerkId, takeOver }, actor) => ({
      type: 'SignIn',
      clerkId,
      takeOver,
      tokenId: tokenOf(actor),
    }),
    answer: withWindow(deps),
    responds: windowOut,
  }),
  windowCommand(deps, {
    name: 'sign-out',
    summary: 'The clerk gets up: the window pauses, and gives back who waits for it alone',
    command: () => ({ type: 'SignOut' }),
    answer: withWindow(deps),
    responds: windowOut,
    problems: ['window_busy'],
  }),
];

const readWindow = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: windowBase,
    tag: 'Terminal',
    summary: 'A window, its ticket, and how many wait for it',
    access: readers,
    params: windowParams,
    responses: { 200: { description: 'The window', schema: windowOut } },
    problems: ['unknown_hall', 'unknown_window'],
    handle: ({ params: { hallId, windowId } }) => {
      const { hall } = viewOf(deps, hallId);
      const settings = settingsOf(deps, hallId);
      const window = windowView({ settings, hall, now: deps.options.now() }, windowId);
      if (window === null) throw unknown('window', windowId);
      return ok(window);
    },
  });

/** Whether a window calls, and who sits there. */
export const windowRoutes = (deps: HttpDeps): readonly Route[] => [
  ...openingRoutes(deps),
  ...signInRoutes(deps),
  readWindow(deps),
];
