import { businessDay, type BusinessDay, type Instant } from '../ids.js';
import type { LocalTime } from '../settings/hours.js';
import { daysAfter, instantOf, localMomentAt, minutesOf, reachedAt } from './local-time.js';

/** By which clock a hall's days turn. */
export type DayClock = Readonly<{
  /** An IANA name. */
  timeZone: string;
  /** When a business day begins; a night emergency room's may at 06:00. */
  dayStartsAt: LocalTime;
}>;

/** The business day of an instant. */
export const businessDayAt = (at: Instant, { timeZone, dayStartsAt }: DayClock): BusinessDay => {
  const { day, minutes } = localMomentAt(at, timeZone);
  return businessDay(minutes < minutesOf(dayStartsAt) ? daysAfter(day, -1) : day);
};

/** The first instant after a business day. */
export const dayEnd = (day: BusinessDay, { timeZone, dayStartsAt }: DayClock): Instant =>
  reachedAt(daysAfter(day, 1), minutesOf(dayStartsAt), timeZone);

/** The calendar day `count` days before another. */
export const daysBefore = (day: BusinessDay, count: number): BusinessDay =>
  businessDay(daysAfter(day, -count));

/** A time of a business day; one before the day begins is of the night at its end. */
export const timeOfDay = (day: BusinessDay, time: LocalTime, clock: DayClock): Instant => {
  const isNight = minutesOf(time) < minutesOf(clock.dayStartsAt);
  return instantOf(isNight ? daysAfter(day, 1) : day, minutesOf(time), clock.timeZone);
};

/** From a time by the hall's clock to another, that one exclusive. */
export type LocalPart = Readonly<{ from: LocalTime; to: LocalTime }>;

/** A part of a business day, `to` exclusive; never backwards, whatever the clock does within it. */
export const partOfDay = (
  day: BusinessDay,
  { from, to }: LocalPart,
  clock: DayClock,
): Readonly<{ from: Instant; to: Instant }> => {
  const start = timeOfDay(day, from, clock);
  const end = instantOf(localMomentAt(start, clock.timeZone).day, minutesOf(to), clock.timeZone);
  return { from: start, to: end < start ? start : end };
};

/**
 * A part of every day without the turn of the day in it: one that the day begins in is its first hours and the last
 * of its night, in this order.
 */
export const apartAtTurn = (
  part: LocalPart,
  { dayStartsAt: turn }: Pick<DayClock, 'dayStartsAt'>,
): readonly LocalPart[] => {
  const { from, to } = part;
  const isTurning = minutesOf(from) < minutesOf(turn) && minutesOf(turn) < minutesOf(to);
  return isTurning
    ? [
        { from: turn, to },
        { from, to: turn },
      ]
    : [{ from, to }];
};

/** A day that a hall has begun, by the clock that it began with. */
export type BegunDay = Readonly<{ businessDay: BusinessDay; zone: DayClock }>;

/**
 * The day in progress. A day that has begun ends as it began, whatever has become of the settings; the
 * next one goes by these, and never has the name of one that is over.
 */
export const dayInProgress = (
  now: Instant,
  clock: DayClock,
  latest: BegunDay | null,
): BusinessDay => {
  const day = businessDayAt(now, clock);
  if (latest === null) return day;
  if (now < dayEnd(latest.businessDay, latest.zone)) return latest.businessDay;
  const next = daysBefore(latest.businessDay, -1);
  return day > next ? day : next;
};
