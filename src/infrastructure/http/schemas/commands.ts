import { z } from 'zod';
import { priorityField } from './rules.js';
import { routeFields } from './visits.js';
import { line, queueIdField, ticketIdField, timeField, windowIdField } from './values.js';

/** A ticket's number as it is printed; the queue judges its form. */
export const numberField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,16}$/, 'must be a ticket number such as A012');

const exactlyOne = (...values: readonly unknown[]): boolean =>
  values.filter((value) => value !== undefined).length === 1;

export const callBody = z
  .strictObject({ number: numberField.optional(), ticketId: ticketIdField.optional() })
  .refine(({ number, ticketId }) => exactlyOne(number, ticketId), {
    path: ['number'],
    message: 'name the ticket by either number or ticketId',
  });

export const transferBody = z
  .strictObject({ toQueueId: queueIdField.optional(), toWindowId: windowIdField.optional() })
  .refine(({ toQueueId, toWindowId }) => exactlyOne(toQueueId, toWindowId), {
    path: ['toQueueId'],
    message: 'name either toQueueId or toWindowId',
  });

export const holdBody = z
  .strictObject({
    kind: z.enum(['any_window', 'same_window', 'until']).default('any_window'),
    until: timeField.optional(),
  })
  .refine(({ kind, until }) => (kind === 'until') === (until !== undefined), {
    path: ['until'],
    message: 'goes with kind until, and only with it',
  });

/** An employee's number, never a name. */
export const signInBody = z.strictObject({
  clerkId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 letters, digits, _ or -: a number, no name')
    .meta({ description: "the employee's number, never a name" }),
  takeOver: z
    .boolean()
    .default(false)
    .meta({ description: 'also where another clerk sits, or the same at another terminal' }),
});

export const pauseBody = z.strictObject({ reason: line(200).optional() });

export const returnBody = z.strictObject({
  position: z
    .union([
      z.enum(['first', 'last']),
      z.strictObject({ after: z.number().int().min(0).max(1_000_000) }),
    ])
    .optional()
    .meta({ description: "left out: where the hall's rule for returns has it" }),
});

export const priorityBody = z.strictObject({ priority: priorityField });

/** What a kiosk, or a holder, asks for; `openId` only where the legacy endpoints are on. */
export const issueBody = z.strictObject({
  priority: priorityField.optional(),
  number: numberField.optional(),
  ...routeFields,
  extra: z.boolean().optional().meta({
    description: '加号: beyond quota, hours and numbers; terminals and administrators only',
  }),
});
export const legacyIssueBody = issueBody.extend({
  openId: z.string().min(1).max(128).optional(),
});

export const reportTypes = [
  'TicketIssued',
  'WindowCalled',
  'TicketRecalled',
  'ServiceStarted',
  'TicketCompleted',
  'TicketNoShow',
  'TicketCancelled',
] as const;

/** One report of what has happened; each is judged alone, so that one does not stop the others. */
export const reportFields = z
  .strictObject({
    id: z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters'),
    type: z.enum(reportTypes),
    windowId: windowIdField.optional(),
    queueId: queueIdField.optional(),
    number: numberField,
    occurredAt: timeField,
  })
  .superRefine(({ type, windowId, queueId }, context) => {
    const needsWindow = type !== 'TicketIssued' && type !== 'TicketCancelled';
    const missing = (field: string): void =>
      context.addIssue({ code: 'custom', path: [field], message: `${type} needs it` });
    if (type === 'TicketIssued' && queueId === undefined) missing('queueId');
    if (needsWindow && windowId === undefined) missing('windowId');
  })
  .meta({ id: 'CallEvent' });
