import { z } from 'zod';
import { kioskView } from '../../../projections/kiosk-view.js';
import type { HttpDeps } from '../deps.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { hallRuleFields } from '../schemas/rules.js';
import { hallIdField, timeOut } from '../schemas/values.js';
import { viewOf } from './halls.js';

const noNumberOut = z
  .object({
    code: z.string().meta({ description: 'the problem that taking a number would answer' }),
    opensAt: timeOut.nullable(),
    closesAt: timeOut.nullable(),
    nextSlot: z.object({ from: timeOut, to: timeOut }).nullable(),
  })
  .nullable();

const kioskHallOut = z
  .object({
    hallId: z.string(),
    name: z.string(),
    timeZone: z.string(),
    publicUrl: z
      .string()
      .nullable()
      .meta({ description: 'where phones reach the service; null: where this page came from' }),
    priorities: z.array(z.object({ id: z.string(), name: z.string() })),
    recallLimit: hallRuleFields.recallLimit,
    returns: hallRuleFields.returns,
    queues: z.array(
      z.object({
        queueId: z.string(),
        name: z.string(),
        prefix: z.string(),
        appointments: z.boolean(),
        noNumber: noNumberOut,
        windows: z.array(
          z.object({ windowId: z.string(), name: z.string(), area: z.string().nullable() }),
        ),
      }),
    ),
  })
  .meta({ id: 'KioskHall' });

/** What a kiosk needs of its hall: none of it is about a person. */
export const kioskHallRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/kiosk',
    tag: 'Kiosk',
    summary: 'What a kiosk offers, why a queue gives no number now, and what its slips say',
    access: ['admin', 'kiosk'],
    params: z.strictObject({ hallId: hallIdField }),
    responses: { 200: { description: 'The hall', schema: kioskHallOut } },
    problems: ['unknown_hall'],
    handle: ({ params: { hallId } }) => {
      const { now, publicUrl } = deps.options;
      return ok({ ...kioskView(viewOf(deps, hallId), now()), publicUrl });
    },
  });
