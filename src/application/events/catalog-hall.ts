import { z } from 'zod';
import type { HallEvent } from '../../domain/hall/events.js';
import type { Place } from '../../domain/hall/line/place.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../../domain/ids.js';
import { hallSettings } from './catalog-settings.js';
import { priority } from './catalog-rules.js';
import { count, id, instant, list, nothing, ordinal } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const ticket = { ticketId: id<TicketId>() };
const window = { windowId: id<WindowId>() };
const queue = { queueId: id<QueueId>() };
const number = id();
const place = id<Place>();
const settings = { settings: hallSettings, settingsRevision: count };

const position = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('first') }),
  z.object({ kind: z.literal('last') }),
  z.object({ kind: z.literal('after'), n: count }),
  z.object({ kind: z.literal('entry') }),
]);

const entersAs = z.exactOptional(instant);
const outcome = z.exactOptional(z.string());

const ticketSchemas = {
  TicketIssued: z.object({
    ...ticket,
    number,
    ...queue,
    priority,
    place,
    counted: z.exactOptional(count),
    entersAs,
    route: z.exactOptional(list(id<QueueId>())),
    routeOrder: z.exactOptional(z.enum(['given', 'shortest'])),
    appointmentId: z.exactOptional(id<AppointmentId>()),
    late: z.exactOptional(z.boolean()),
    extra: z.exactOptional(z.literal(true)),
  }),
  TicketPriorityChanged: z.object({ ...ticket, priority, place: place.nullable() }),
  TicketReminderSet: z.object({ ...ticket, ahead: ordinal.nullable() }),
  TicketRated: z.object({
    ...ticket,
    windowId: id<WindowId>().nullable(),
    score: ordinal,
    reasons: list(z.string()),
    by: z.enum(['holder', 'window']),
  }),
  TicketBound: z.object({ ...ticket, subscriberId: id<SubscriberId>(), stay: ordinal }),
  TicketUnbound: z.object({ ...ticket, subscriberId: id<SubscriberId>() }),
  TicketRecalled: z.object({ ...window, ...ticket, number }),
  TicketCompleted: z.object({
    ...window,
    ...ticket,
    why: z.enum(['completed', 'next_called', 'window_closed', 'signed_out']),
    outcome,
  }),
  TicketNoShow: z.object({
    ...window,
    ...ticket,
    why: z.exactOptional(z.literal('recall_limit')),
  }),
  TicketReturned: z.object({
    ...ticket,
    ...queue,
    position,
    place,
    stay: ordinal,
    priority: z.exactOptional(priority),
  }),
  TicketHeld: z.object({
    ...window,
    ...ticket,
    kind: z.enum(['any_window', 'same_window', 'until']),
    until: instant.nullable(),
  }),
  TicketResumed: z.object({ ...ticket, why: z.enum(['command', 'until']) }),
  TicketTransferred: z.object({
    ...ticket,
    fromWindowId: id<WindowId>(),
    toQueueId: id<QueueId>(),
    toWindowId: id<WindowId>().nullable(),
    place,
    stay: ordinal,
    why: z.exactOptional(z.enum(['command', 'route'])),
    outcome,
    entersAs,
  }),
  TicketRejoined: z.object({
    ...ticket,
    ...queue,
    fromWindowId: id<WindowId>(),
    place,
    why: z.enum(['window_closed', 'window_paused', 'queue_lost', 'signed_out']),
  }),
  TicketCancelled: z.object(ticket),
  TicketExpired: z.object(ticket),
};

/** `hall-{hallId}-{yyyyMMdd}`. */
export const hallSchemas = {
  HallOpened: z.object({ hallId: id<HallId>(), businessDay: id<BusinessDay>(), ...settings }),
  SettingsChanged: z.object(settings),
  ...ticketSchemas,
  WindowOpened: z.object(window),
  WindowPaused: z.object({ ...window, reason: z.string().nullable() }),
  WindowClosed: z.object(window),
  WindowCalled: z.object({
    ...window,
    ...ticket,
    number,
    ...queue,
    how: z.enum(['next', 'given']),
    reason: z.exactOptional(
      z.enum([
        'own_line',
        'preference',
        'longest_wait',
        'share',
        'over_max_wait',
        'given',
        'reported',
      ]),
    ),
  }),
  WindowSignedIn: z.object({
    ...window,
    clerkId: id(),
    tokenId: id(),
    takenFrom: id().nullable(),
  }),
  WindowSignedOut: z.object({ ...window, clerkId: id() }),
  ServiceStarted: z.object({ ...window, ...ticket }),
  QueuePaused: z.object(queue),
  QueueResumed: z.object(queue),
  HallClosed: z.object({ why: z.enum(['command', 'day_over', 'closing_time']) }),
  HallReopened: nothing,
  ReportRejected: z.object({
    reportId: id(),
    type: id(),
    number: z.string(),
    windowId: id<WindowId>().nullable(),
    queueId: id<QueueId>().nullable(),
    code: id(),
  }),
} satisfies SchemasOf<HallEvent>;
true satisfies ReadsAllOf<HallEvent, typeof hallSchemas>;
