import { z } from 'zod';
import { requireAllHalls } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { auditCreditOut, creditListQuery, creditTrailOut } from '../schemas/credits.js';
import { pageOf } from '../schemas/values.js';
import { creditsShown } from './subscriptions.js';

const base = '/api/v1/audit/credits';
const auditors = ['admin', 'auditor'] as const;

/** What people have accepted and what became of it. It belongs to no hall: a template serves many. */
export const creditRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: base,
    tag: 'Auditor',
    summary: 'The credits of every person and template, newest first',
    access: auditors,
    query: creditListQuery,
    responses: {
      200: { description: 'A page of credits', schema: pageOf(auditCreditOut, 'AuditCreditList') },
    },
    handle: async ({ query: { limit, cursor = null, ...filter }, actor }) => {
      requireAllHalls(actor);
      const { items, nextCursor } = await deps.audit.credits(filter, { limit, cursor });
      return ok({ items: creditsShown(deps, items), nextCursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: `${base}/{subscriberId}`,
    tag: 'Auditor',
    summary: 'The credits of a person, and all events of them',
    access: auditors,
    params: z.strictObject({ subscriberId: z.string().min(1).max(512) }),
    responses: { 200: { description: 'The credits', schema: creditTrailOut } },
    problems: ['unknown_subscriber'],
    handle: async ({ params: { subscriberId }, actor }) => {
      requireAllHalls(actor);
      const trail = await deps.audit.creditsOf(subscriberId);
      if (trail === null) throw unknown('subscriber', subscriberId);
      return ok({ ...trail, items: creditsShown(deps, trail.items) });
    },
  }),
];
