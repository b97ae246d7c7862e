import { DateTime } from 'luxon';
import { businessDay, epochMs, instant, type BusinessDay, type Instant } from '../domain/ids.js';

const minuteMs = 60_000;
type Known = Readonly<{ minute: number; day: BusinessDay }>;
/** Of each time zone the latest answer: every command and every reading asks for the day of now. */
const latest = new Map<string, Known>();

/** The hall's local calendar day at an instant. @param timeZone an IANA name */
export const businessDayAt = (at: Instant, timeZone: string): BusinessDay => {
  // A local day begins, and an offset changes, on a whole minute: within one the day is the same.
  const minute = Math.floor(epochMs(at) / minuteMs);
  const known = latest.get(timeZone);
  if (known?.minute === minute) return known.day;
  const start = DateTime.fromMillis(minute * minuteMs, { zone: timeZone });
  const day = businessDay(start.toFormat('yyyy-MM-dd'));
  latest.set(timeZone, { minute, day });
  return day;
};

/** The first instant after a business day: the next local midnight. */
export const dayEnd = (day: BusinessDay, timeZone: string): Instant =>
  instant(DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).startOf('day').toMillis());

/** The calendar day `count` days before another. */
export const daysBefore = (day: BusinessDay, count: number): BusinessDay =>
  businessDay(DateTime.fromISO(day, { zone: 'utc' }).minus({ days: count }).toFormat('yyyy-MM-dd'));

/** Whether the runtime knows the time zone. */
export const isTimeZone = (name: string): boolean => DateTime.local({ zone: name }).isValid;
