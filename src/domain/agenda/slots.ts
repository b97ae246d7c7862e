import { businessDayAt, daysBefore, partOfDay, type DayClock } from '../calendar/business-day.js';
import { ofDay } from '../calendar/hours.js';
import type { BusinessDay, Instant, QueueId } from '../ids.js';
import type { AppointmentSettings, AppointmentSlot, QueueSettings } from '../settings/settings.js';
import { takenIn, type Agenda } from './state.js';

/** A part of a day as it may be booked. */
export type Slot = AppointmentSlot & Readonly<{ startsAt: Instant; endsAt: Instant }>;

/** The slots of a queue on a day, in their order; none where it takes no appointments. */
export const slotsOf = (
  { appointments }: Pick<QueueSettings, 'appointments'>,
  day: BusinessDay,
  clock: DayClock,
): readonly Slot[] =>
  appointments === null
    ? []
    : ofDay(appointments.slots, day)
        .map((slot) => {
          const { from: startsAt, to: endsAt } = partOfDay(day, slot, clock);
          return { ...slot, startsAt, endsAt };
        })
        .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));

/** How many more a slot takes; what was booked under other settings counts where it begins. */
export const leftIn = (agenda: Agenda, queueId: QueueId, slot: Slot): number =>
  Math.max(0, slot.capacity - takenIn(agenda, queueId, slot));

/** Whether a day is within those that a queue lets people book, as of an instant. */
export const isWithinReach = (
  { bookableDays }: AppointmentSettings,
  { businessDay, at }: Readonly<{ businessDay: BusinessDay; at: Instant }>,
  clock: DayClock,
): boolean => businessDay <= daysBefore(businessDayAt(at, clock), -bookableDays);

/** The slot of a day that begins at a time by the hall's clock. */
export const slotAt = (slots: readonly Slot[], from: AppointmentSlot['from']): Slot | undefined =>
  slots.find((slot) => slot.from === from);
