import { z } from 'zod';
import type { HallEvent } from '../../domain/hall/events.js';
import type { Place } from '../../domain/hall/line/place.js';
import type {
  BusinessDay,
  HallId,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../../domain/ids.js';
import { hallSettings } from './catalog-settings.js';
import { count, id, instant, nothing, ordinal } from './values.js';
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
]);

const ticketSchemas = {
  TicketIssued: z.object({
    ...ticket,
    number,
    ...queue,
    priority: z.enum(['normal', 'priority']),
    place,
  }),
  TicketBound: z.object({ ...ticket, subscriberId: id<SubscriberId>(), stay: ordinal }),
  TicketUnbound: z.object({ ...ticket, subscriberId: id<SubscriberId>() }),
  TicketRecalled: z.object({ ...window, ...ticket, number }),
  TicketCompleted: z.object({
    ...window,
    ...ticket,
    why: z.enum(['completed', 'next_called', 'window_closed']),
  }),
  TicketNoShow: z.object({ ...window, ...ticket }),
  TicketReturned: z.object({ ...ticket, ...queue, position, place, stay: ordinal }),
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
  }),
  ServiceStarted: z.object({ ...window, ...ticket }),
  QueuePaused: z.object(queue),
  QueueResumed: z.object(queue),
  HallClosed: z.object({ why: z.enum(['command', 'day_over']) }),
  HallReopened: nothing,
} satisfies SchemasOf<HallEvent>;
true satisfies ReadsAllOf<HallEvent, typeof hallSchemas>;
