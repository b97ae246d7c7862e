import { z } from 'zod';
import { nextPicks } from '../../../domain/hall/line/pick.js';
import { windowView } from '../../../projections/window-view.js';
import { ticketView } from '../../../projections/ticket-view.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { ticketOut, windowOut } from '../schemas/tickets.js';
import { hallIdField } from '../schemas/values.js';
import { settingsOf, viewOf } from './halls.js';
import { windowBase, windowParams } from './window-command.js';

const readers = ['admin', 'terminal'] as const;

const rulesOut = z
  .object({
    hallId: z.string(),
    name: z.string(),
    timeZone: z.string(),
    busyWindow: z.enum(['complete', 'reject']),
    callGiven: z.enum(['any', 'own_queues', 'nobody']),
    recallLimit: z.number().int().nullable(),
    afterRecalls: z.enum(['refuse', 'no_show']),
    signIn: z.enum(['off', 'required']),
    pauseReasons: z.array(z.string()),
    outcomes: z.array(z.string()),
    windows: z.array(windowOut),
  })
  .meta({ id: 'CounterHall' });

const deskOut = z
  .object({
    window: windowOut,
    next: z
      .array(
        z.object({
          ticket: ticketOut,
          reason: z
            .enum(['own_line', 'preference', 'longest_wait', 'share', 'over_max_wait'])
            .meta({ description: 'why this one is next' }),
        }),
      )
      .meta({ description: 'whom the window would call, one after the other; three at most' }),
  })
  .meta({ id: 'Desk' });

const hallRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/counter',
    tag: 'Terminal',
    summary: 'What a counter has to know of its hall: the rules for calling, and who sits where',
    access: readers,
    params: z.strictObject({ hallId: hallIdField }),
    responses: { 200: { description: 'The hall, for its counters', schema: rulesOut } },
    problems: ['unknown_hall'],
    handle: ({ params: { hallId } }) => {
      const settings = settingsOf(deps, hallId);
      const { hall } = viewOf(deps, hallId);
      const now = deps.options.now();
      const { name, timeZone, busyWindow, callGiven, recallLimit, afterRecalls } = settings;
      const { signIn, pauseReasons, outcomes } = settings;
      const windows = settings.windows.flatMap(
        ({ windowId }) => windowView({ settings, hall, now }, windowId) ?? [],
      );
      const rules = { busyWindow, callGiven, recallLimit, afterRecalls, signIn };
      return ok({ hallId, name, timeZone, ...rules, pauseReasons, outcomes, windows });
    },
  });

const deskRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: `${windowBase}/desk`,
    tag: 'Terminal',
    summary: 'A window as whoever sits there sees it, and whom it would call next and why',
    access: readers,
    params: windowParams,
    responses: { 200: { description: 'The window and its next', schema: deskOut } },
    problems: ['unknown_hall', 'unknown_window'],
    handle: ({ params: { hallId, windowId } }) => {
      const { hall } = viewOf(deps, hallId);
      const settings = settingsOf(deps, hallId);
      const now = deps.options.now();
      const window = windowView({ settings, hall, now }, windowId);
      if (window === null) throw unknown('window', windowId);
      const picks = hall.status === 'unopened' ? [] : nextPicks(hall, windowId, now);
      const next = picks.map(({ ticket, reason }) => ({
        ticket: ticketView(settings, ticket),
        reason,
      }));
      return ok({ window, next });
    },
  });

/** What the page of a counter reads beside the board. */
export const counterRoutes = (deps: HttpDeps): readonly Route[] => [
  hallRoute(deps),
  deskRoute(deps),
];
