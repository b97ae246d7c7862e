import { z } from 'zod';
import {
  appointmentDefaults,
  hallDefaults,
  queueDefaults,
  returnDefaults,
  windowDefaults,
} from '../../../domain/settings/defaults.js';
import { hasNumbers } from '../../../domain/hall/admission/numbers.js';
import { normalPriority, type PriorityClass } from '../../../domain/settings/priorities.js';
import { byDay, hoursField, stretches, timeOfDay } from './hours.js';
import { line, nameField } from './values.js';

// The rules that a hall, a queue or a window may have, as a PUT gives them. A default always means
// that the hall works as though the rule did not exist.

const chosenForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
export const priorityField = z
  .string()
  .regex(chosenForm, 'must be 1 to 64 letters, digits, _ or -, a letter or digit first')
  .meta({ description: "Priority, of the hall's list" });

const whole = (least: number, most: number) => z.number().int().min(least).max(most);
/** A limit that may be absent. */
const limit = (most: number) => whole(1, most).nullable();
const day = 86_400;

const priorityClass = z.strictObject({
  id: priorityField,
  name: nameField,
  headStartSeconds: whole(0, day).default(0),
  share: whole(1, 10).default(1),
});

const priorities = z
  .array(priorityClass)
  .min(1)
  .max(20)
  .refine((list) => list.some(({ id }) => id === normalPriority), `must have ${normalPriority}`)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'names one twice')
  .default(() => hallDefaults.priorities.map((one) => ({ ...one })));

const returnPlace = z.union([
  z.enum(['last', 'first', 'entry']),
  z.strictObject({ after: whole(0, 1_000_000) }),
]);

const returns = z.strictObject({
  place: z.union([returnPlace, z.array(returnPlace).min(1).max(20)]).default('last'),
  priority: priorityField.nullable().default(returnDefaults.priority),
  limit: whole(0, 1000).nullable().default(returnDefaults.limit),
  withinMinutes: limit(1440).default(returnDefaults.withinMinutes),
});

const texts = (most: number) =>
  z
    .array(line(50).regex(/\S/, 'must not be empty'))
    .max(most)
    .refine((list) => new Set(list).size === list.length, 'names one twice')
    .default([]);

/** A hall's. */
export const hallRuleFields = {
  priorities,
  dayStartsAt: timeOfDay
    .refine((time) => time !== '24:00', 'must be before 24:00')
    .default(hallDefaults.dayStartsAt),
  closesAt: timeOfDay.nullable().default(hallDefaults.closesAt),
  hours: hoursField.default(hallDefaults.hours),
  openPerPerson: z
    .strictObject({
      perQueue: limit(1000).optional(),
      perHall: limit(1000).default(null),
    })
    .optional()
    .meta({ description: 'perQueue is 1 where holders take numbers and nothing is set' }),
  perPersonADay: limit(1000).default(hallDefaults.perPersonADay),
  callGiven: z.enum(['any', 'own_queues', 'nobody']).default(hallDefaults.callGiven),
  recallLimit: whole(0, 1000).nullable().default(hallDefaults.recallLimit),
  afterRecalls: z.enum(['refuse', 'no_show']).default(hallDefaults.afterRecalls),
  returns: returns.default(() => ({ ...returnDefaults, place: 'last' as const })),
  signIn: z.enum(['off', 'required']).default(hallDefaults.signIn),
  pauseReasons: texts(50),
  outcomes: texts(50),
  ratingReasons: texts(50),
  windowLineMinutes: whole(0, 1440).default(hallDefaults.windowLineMinutes),
};

type Ruled = Readonly<{
  priorities: readonly PriorityClass[];
  returns: Readonly<{ priority: string | null }>;
}>;

/** What one of a hall's rules says of another that is not there. */
export const checkHallRules = (
  { priorities: list, returns: { priority } }: Ruled,
  context: z.RefinementCtx,
): void => {
  if (priority !== null && !list.some(({ id }) => id === priority))
    context.addIssue({
      code: 'custom',
      path: ['returns', 'priority'],
      message: 'is not among the priorities',
    });
};

/** A time by the hall's clock, `HH:mm`. */
export const localTimeField = timeOfDay;

const slotTimes = { from: timeOfDay, to: timeOfDay };

const quota = z.strictObject({
  day: whole(0, 100_000).nullable().default(null),
  slots: stretches(
    z.strictObject({ ...slotTimes, tickets: whole(0, 100_000) }),
    (slot) => slot,
  ).default([]),
});

const appointmentSlots = stretches(
  z.strictObject({ ...slotTimes, capacity: whole(1, 10_000) }),
  (slot) => slot,
);

const checkIn = z.strictObject({
  earlyMinutes: whole(0, 1440).default(appointmentDefaults.checkIn.earlyMinutes),
  lateMinutes: whole(0, 1440).default(appointmentDefaults.checkIn.lateMinutes),
});

const appointments = z.strictObject({
  slots: byDay(appointmentSlots),
  bookableDays: whole(1, 366).default(appointmentDefaults.bookableDays),
  checkIn: checkIn.default(() => ({ ...appointmentDefaults.checkIn })),
  late: z.enum(['walk_in', 'refuse']).default(appointmentDefaults.late),
  priority: priorityField.default(appointmentDefaults.priority),
});

/** A queue's. */
export const queueRuleFields = {
  order: z.enum(['strict', 'head-start', 'interleave']).default(queueDefaults.order),
  nearTurnMinutes: limit(1440).default(queueDefaults.nearTurnMinutes),
  firstNumber: whole(0, 99_999_999).default(queueDefaults.firstNumber),
  lastNumber: whole(0, 99_999_999).nullable().default(queueDefaults.lastNumber),
  digits: whole(1, 8).default(queueDefaults.digits),
  skip: z
    .array(z.string().regex(/^\d{1,8}$/, 'must be 1 to 8 digits'))
    .max(20)
    .default([]),
  lockedHead: whole(0, 1000).default(queueDefaults.lockedHead),
  stopByEstimate: z.boolean().default(queueDefaults.stopByEstimate),
  hours: hoursField.default(queueDefaults.hours),
  lastTicketMinutes: whole(0, 1440).default(queueDefaults.lastTicketMinutes),
  quota: quota.default({ day: null, slots: [] }),
  serviceSeconds: limit(day).default(queueDefaults.serviceSeconds),
  maxWaitSeconds: limit(day).default(queueDefaults.maxWaitSeconds),
  appointments: appointments.nullable().default(queueDefaults.appointments),
};

/** What one of a queue's rules says against another. */
export const checkQueueRules = (
  numbering: Parameters<typeof hasNumbers>[0],
  context: z.RefinementCtx,
): void => {
  const { firstNumber, lastNumber } = numbering;
  const issue = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (lastNumber !== null && lastNumber < firstNumber)
    issue('lastNumber', 'must not be below firstNumber');
  else if (!hasNumbers(numbering)) issue('skip', 'leaves no number');
};

/** A part of the hall. */
export const areaField = line(50).regex(/\S/, 'must not be empty');

/** A window's. */
export const windowRuleFields = {
  area: areaField.nullable().default(windowDefaults.area),
  pick: z.enum(['preference', 'longest_wait', 'shares']).default(windowDefaults.pick),
  shares: z.record(z.string().regex(chosenForm), whole(1, 10)).default({}),
};

/** A share of a queue that the window does not serve would never be used. */
export const checkWindowRules = (
  { queueIds, shares }: { queueIds: readonly string[]; shares: Readonly<Record<string, number>> },
  context: z.RefinementCtx,
): void => {
  for (const queueId of Object.keys(shares))
    if (!queueIds.includes(queueId))
      context.addIssue({
        code: 'custom',
        path: ['shares', queueId],
        message: 'is not a queue of this window',
      });
};
