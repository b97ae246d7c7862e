import { z } from 'zod';
import {
  appointmentDefaults,
  hallDefaults,
  queueDefaults,
  returnDefaults,
  windowDefaults,
} from '../../domain/settings/defaults.js';
import { weekdays, type ByDay } from '../../domain/settings/hours.js';
import type { Priority } from '../../domain/settings/priorities.js';
import type { ReturnPlace } from '../../domain/settings/settings.js';
import { count, id, list, ordinal, pair } from './values.js';

// What a hall lives by, as events carry it. An event written before a rule was there does not have
// its field: it is read as the default, under which everything is as it was.

const time = id();
export const priority = id<Priority>();

const byDay = <Item>(item: z.ZodType<Item>): z.ZodType<ByDay<Item>> =>
  z.object({
    weekly: z.partialRecord(z.enum(weekdays), list(item)),
    days: z.record(z.string(), list(item)),
  });

const hours = byDay(pair(time)).nullable();

const priorities = list(
  z.object({ id: priority, name: z.string(), headStartSeconds: z.number(), share: ordinal }),
);

const returnPlace: z.ZodType<ReturnPlace> = z.union([
  z.enum(['last', 'first', 'entry']),
  z.object({ after: count }),
]);

const returns = z.object({
  place: z.union([returnPlace, list(returnPlace)]).default(returnDefaults.place),
  priority: priority.nullable().default(returnDefaults.priority),
  limit: count.nullable().default(returnDefaults.limit),
  withinMinutes: z.number().nullable().default(returnDefaults.withinMinutes),
});

const texts = list(z.string());

/** The rules of a hall, beside what it always had. */
export const hallRules = {
  priorities: priorities.default(hallDefaults.priorities),
  dayStartsAt: time.default(hallDefaults.dayStartsAt),
  closesAt: time.nullable().default(hallDefaults.closesAt),
  hours: hours.default(hallDefaults.hours),
  openPerPerson: z.exactOptional(
    z.object({ perQueue: count.nullable(), perHall: count.nullable() }),
  ),
  perPersonADay: count.nullable().default(hallDefaults.perPersonADay),
  callGiven: z.enum(['any', 'own_queues', 'nobody']).default(hallDefaults.callGiven),
  recallLimit: count.nullable().default(hallDefaults.recallLimit),
  afterRecalls: z.enum(['refuse', 'no_show']).default(hallDefaults.afterRecalls),
  returns: returns.default(hallDefaults.returns),
  signIn: z.enum(['off', 'required']).default(hallDefaults.signIn),
  pauseReasons: texts.default(hallDefaults.pauseReasons),
  outcomes: texts.default(hallDefaults.outcomes),
  ratingReasons: texts.default(hallDefaults.ratingReasons),
  windowLineMinutes: z.number().nonnegative().default(hallDefaults.windowLineMinutes),
};

const appointments = z.object({
  slots: byDay(z.object({ from: time, to: time, capacity: count })),
  bookableDays: count.default(appointmentDefaults.bookableDays),
  checkIn: z
    .object({ earlyMinutes: z.number(), lateMinutes: z.number() })
    .default(appointmentDefaults.checkIn),
  late: z.enum(['walk_in', 'refuse']).default(appointmentDefaults.late),
  priority: priority.default(appointmentDefaults.priority),
});

/** The rules of a queue. */
export const queueRules = {
  nearTurnMinutes: z.number().nullable().default(queueDefaults.nearTurnMinutes),
  order: z.enum(['strict', 'head-start', 'interleave']).default(queueDefaults.order),
  lockedHead: count.default(queueDefaults.lockedHead),
  firstNumber: count.default(queueDefaults.firstNumber),
  lastNumber: count.nullable().default(queueDefaults.lastNumber),
  digits: ordinal.default(queueDefaults.digits),
  skip: texts.default(queueDefaults.skip),
  hours: hours.default(queueDefaults.hours),
  lastTicketMinutes: z.number().nonnegative().default(queueDefaults.lastTicketMinutes),
  stopByEstimate: z.boolean().default(queueDefaults.stopByEstimate),
  quota: z
    .object({
      day: count.nullable(),
      slots: list(z.object({ from: time, to: time, tickets: count })),
    })
    .default(queueDefaults.quota),
  serviceSeconds: z.number().nullable().default(queueDefaults.serviceSeconds),
  maxWaitSeconds: z.number().nullable().default(queueDefaults.maxWaitSeconds),
  appointments: appointments.nullable().default(queueDefaults.appointments),
};

/** The rules of a window. */
export const windowRules = {
  area: z.string().nullable().default(windowDefaults.area),
  pick: z.enum(['preference', 'longest_wait', 'shares']).default(windowDefaults.pick),
  shares: z.record(z.string(), ordinal).default(windowDefaults.shares),
};
