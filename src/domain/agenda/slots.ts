import {
  apartAtTurn,
  businessDayAt,
  daysBefore,
  partOfDay,
  type DayClock,
} from '../calendar/business-day.js';
import { ofDay, type Span } from '../calendar/hours.js';
import type { BusinessDay, Instant, QueueId } from '../ids.js';
import type { AppointmentSettings, AppointmentSlot, QueueSettings } from '../settings/settings.js';
import { takenIn, type Agenda } from './state.js';

/** A part of a day as it may be booked. */
export type Slot = AppointmentSlot &
  Readonly<{
    startsAt: Instant;
    endsAt: Instant;
    /** Whose places it shares: its own time, and with it the rest of a slot that the day begins in. */
    together: readonly Span[];
  }>;

/**
 * The slots of a queue on a day, in their order; none where it takes no appointments. One that the day begins in is
 * two: nobody is promised a time at which their day is over.
 */
export const slotsOf = (
  { appointments }: Pick<QueueSettings, 'appointments'>,
  day: BusinessDay,
  clock: DayClock,
): readonly Slot[] =>
  appointments === null
    ? []
    : ofDay(appointments.slots, day)
        .flatMap(({ capacity, ...times }) => {
          const parts = apartAtTurn(times, clock);
          const together = parts.map((part) => partOfDay(day, part, clock));
          return parts.map((part) => {
            const { from: startsAt, to: endsAt } = partOfDay(day, part, clock);
            return { ...part, capacity, startsAt, endsAt, together };
          });
        })
        .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));

/** How many more a slot takes; what was booked under other settings counts where it begins. */
export const leftIn = (
  agenda: Agenda,
  queueId: QueueId,
  { capacity, together }: Pick<Slot, 'capacity' | 'together'>,
): number =>
  Math.max(
    0,
    together.reduce((left, span) => left - takenIn(agenda, queueId, span), capacity),
  );

/** Whether a day is within those that a queue lets people book, as of an instant. */
export const isWithinReach = (
  { bookableDays }: AppointmentSettings,
  { businessDay, at }: Readonly<{ businessDay: BusinessDay; at: Instant }>,
  clock: DayClock,
): boolean => businessDay <= daysBefore(businessDayAt(at, clock), -bookableDays);

/** The slot of a day that begins at a time by the hall's clock. */
export const slotAt = (slots: readonly Slot[], from: AppointmentSlot['from']): Slot | undefined =>
  slots.find((slot) => slot.from === from);
