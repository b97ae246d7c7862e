import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';

const startOut = z
  .object({
    version: z.string(),
    halls: z.array(
      z.object({
        hallId: z.string(),
        name: z.string(),
        windows: z.array(z.object({ windowId: z.string(), name: z.string() })),
      }),
    ),
    simulatorUrl: z
      .string()
      .nullable()
      .meta({ description: 'what stands in for WeChat; null: WeChat itself, or another host' }),
    demo: z.boolean().meta({ description: 'visitors of the demo come and go in hall demo' }),
    letsDevicesIn: z
      .boolean()
      .meta({ description: 'pages of this machine are let in for hall demo by themselves' }),
  })
  .meta({ id: 'Start' });

/** What the start page shows to whoever opens it first: nothing that a board does not show too. */
export const startRoute = ({ settings, options }: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/start',
    tag: 'Operation',
    summary: 'What runs here: halls with their windows, the version, the demo',
    access: 'public',
    responses: { 200: { description: 'For the start page', schema: startOut } },
    handle: () => {
      const { version, simulatorUrl = null, demo = 'off' } = options;
      const halls = settings.hallIds().flatMap((hallId) => {
        const hall = settings.settingsOf(hallId);
        if (hall === null) return [];
        const windows = hall.windows.map(({ windowId, name }) => ({ windowId, name }));
        return [{ hallId, name: hall.name, windows }];
      });
      return ok({
        version,
        halls,
        simulatorUrl,
        demo: demo !== 'off',
        letsDevicesIn: demo === 'visitors and devices',
      });
    },
  });
