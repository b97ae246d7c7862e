import { z } from 'zod';
import { messageKinds } from '../../../domain/streams.js';
import { queueRuleFields, windowRuleFields } from './rules.js';
import { timeOut } from './values.js';

export const ticketStates = [
  'waiting',
  'called',
  'serving',
  'held',
  'no_show',
  'completed',
  'cancelled',
  'expired',
] as const;
export const messageStatuses = [
  'decided',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'deferred',
  'rejected',
  'in_doubt',
  'withheld',
  'withdrawn',
  'expired',
] as const;

const ticketShape = {
  ticketId: z.string(),
  number: z.string(),
  queueId: z.string(),
  state: z.enum(ticketStates),
  priority: z.string(),
  windowId: z.string().nullable(),
  issuedAt: timeOut,
  firstCalledAt: timeOut.nullable(),
  lastCalledAt: timeOut.nullable(),
  priorityName: z.string(),
  appointmentId: z.string().nullable(),
  route: z
    .array(
      z.object({
        queueId: z.string(),
        state: z.enum(['done', 'here', 'to_come', 'skipped']),
      }),
    )
    .meta({ description: 'every queue of the visit; none for a visit to one' }),
  outcome: z.string().nullable(),
  returns: z.number().int().meta({ description: 'how often it returned to its queue' }),
  recalls: z.number().int().meta({ description: 'how often the present call was repeated' }),
};

/** A ticket as every route shows it. */
export const ticketOut = z.object(ticketShape).meta({ id: 'Ticket' });

export const estimateOut = z
  .object({
    seconds: z.number().int(),
    low: z.number().int(),
    high: z.number().int(),
    basis: z.enum(['simulation', 'pace', 'settings']),
  })
  .nullable()
  .meta({ description: 'an 80 % band around the wait; null where nobody can know' });

const waitShape = {
  ahead: z.number().int(),
  estimatedWaitSeconds: z.number().int().nullable(),
  estimate: estimateOut,
  unserved: z.boolean().meta({ description: 'no open window calls from its queue' }),
  reminderAhead: z.number().int().nullable(),
};

export const issuedTicketOut = z
  .object({ ...ticketShape, ...waitShape, bindCode: z.string().max(32) })
  .meta({ id: 'IssuedTicket' });

const ticketPageShape = {
  ...ticketShape,
  ...waitShape,
  hallId: z.string(),
  businessDay: z.string(),
  window: z.object({ windowId: z.string(), name: z.string() }).nullable(),
  rating: z
    .object({ reasons: z.array(z.string()) })
    .nullable()
    .meta({ description: 'what a rating may name; null where the visit may not be rated now' }),
};

/** A ticket as its holder reads it; staff do not get `messages`, `subscriptions` and `card`. */
export const ticketPageOut = z
  .object({
    ...ticketPageShape,
    messages: z
      .array(
        z.object({
          kind: z.enum(messageKinds),
          stay: z.number().int(),
          status: z.enum(messageStatuses),
          at: timeOut,
        }),
      )
      .optional(),
    subscriptions: z
      .array(
        z.object({
          kind: z.enum(messageKinds),
          templateId: z.string(),
          remaining: z.number().int(),
          longTerm: z.boolean().optional().meta({
            description:
              'true where one acceptance serves for good; not to be asked for with others',
          }),
        }),
      )
      .optional(),
    card: z
      .object({ offered: z.boolean() })
      .nullable()
      .optional()
      .meta({ description: 'null where the hall sends no service cards' }),
  })
  .meta({ id: 'TicketPage' });

export const heldTicketOut = z
  .object({ ...ticketShape, hallId: z.string(), businessDay: z.string() })
  .meta({ id: 'MyTicket' });

const nextNumbers = z
  .array(z.string())
  .meta({ description: 'the numbers that come next, three at most' });

export const windowOut = z
  .object({
    windowId: z.string(),
    name: z.string(),
    state: z.enum(['open', 'paused', 'closed']),
    queueIds: z.array(z.string()),
    ...windowRuleFields,
    pauseReason: z.string().nullable(),
    clerkId: z.string().nullable().meta({ description: 'who has signed in: an employee number' }),
    ticket: ticketOut.nullable(),
    waiting: z.number().int(),
    next: nextNumbers,
  })
  .meta({ id: 'Window' });

const queueNowShape = {
  waiting: z.number().int(),
  paused: z.boolean(),
  next: nextNumbers,
  unserved: z.boolean().meta({ description: 'no window calls from it' }),
};

export const queueOut = z
  .object({
    queueId: z.string(),
    name: z.string(),
    prefix: z.string(),
    nearTurnThreshold: z.number().int(),
    serviceName: z.string(),
    ...queueRuleFields,
    ...queueNowShape,
  })
  .meta({ id: 'Queue' });

export const boardOut = z
  .object({
    hallId: z.string(),
    name: z.string(),
    businessDay: z.string(),
    timeZone: z.string().meta({ description: 'an IANA name: in it a display shows the time' }),
    queues: z.array(
      z.object({
        queueId: z.string(),
        name: z.string(),
        ...queueNowShape,
        estimate: estimateOut,
      }),
    ),
    windows: z.array(
      z.object({
        windowId: z.string(),
        name: z.string(),
        area: z.string().nullable(),
        state: z.enum(['open', 'paused', 'closed']),
        ticket: ticketOut.nullable(),
      }),
    ),
    recentCalls: z.array(
      z.object({
        callId: z.string().meta({ description: 'names one announcement: speak each once' }),
        number: z.string(),
        windowId: z.string(),
        windowName: z.string(),
        area: z.string().nullable(),
        recall: z.boolean(),
        count: z.number().int().meta({ description: 'which announcement of this call' }),
        calledAt: timeOut,
        recordedAt: timeOut,
      }),
    ),
  })
  .meta({ id: 'Board' });

/** What a terminal's command answers. */
export const calledOut = z
  .object({ ticket: ticketOut.nullable(), waiting: z.number().int() })
  .meta({ id: 'WindowAnswer' });
/** What a window's end of a visit answers. */
export const completedOut = calledOut
  .extend({ nextQueueId: z.string().nullable() })
  .meta({ id: 'CompletedAnswer' });
export const movedOut = z.object({ ticket: ticketOut, ...waitShape }).meta({ id: 'TicketAnswer' });
