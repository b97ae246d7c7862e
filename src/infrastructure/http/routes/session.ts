import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import { unauthenticated } from '../auth.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';

const sessionOut = z
  .object({
    tokenId: z.string(),
    role: z.enum(['admin', 'terminal', 'kiosk', 'auditor']),
    hallId: z.string().nullable().meta({ description: 'null: every hall' }),
    windowIds: z.array(z.string()).nullable().meta({ description: 'null: every window' }),
    label: z.string(),
  })
  .meta({ id: 'Session' });

/** What a device asks to know what it is, and whether it still may be it. */
export const sessionRoute = ({ tokens }: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/session',
    tag: 'Devices',
    summary: 'What the token of this request may do; 401 once it is revoked',
    access: ['admin', 'terminal', 'kiosk', 'auditor'],
    responses: { 200: { description: 'The token', schema: sessionOut } },
    handle: ({ actor }) => {
      if (actor.kind !== 'token') throw unauthenticated({});
      const { tokenId, role, hallId, windowIds } = actor;
      // The first administrator's token is in no list.
      const label = tokens.list().find((token) => token.tokenId === tokenId)?.label ?? '';
      return ok({ tokenId, role, hallId, windowIds, label });
    },
  });
