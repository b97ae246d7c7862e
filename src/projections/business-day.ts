import { DateTime } from 'luxon';
import { businessDay, epochMs, instant, type BusinessDay, type Instant } from '../domain/ids.js';

/** The hall's local calendar day at an instant. @param timeZone an IANA name */
export const businessDayAt = (at: Instant, timeZone: string): BusinessDay =>
  businessDay(DateTime.fromMillis(epochMs(at), { zone: timeZone }).toFormat('yyyy-MM-dd'));

/** The first instant after a business day: the next local midnight. */
export const dayEnd = (day: BusinessDay, timeZone: string): Instant =>
  instant(DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).startOf('day').toMillis());

/** The calendar day `count` days before another. */
export const daysBefore = (day: BusinessDay, count: number): BusinessDay =>
  businessDay(DateTime.fromISO(day, { zone: 'utc' }).minus({ days: count }).toFormat('yyyy-MM-dd'));

/** Whether the runtime knows the time zone. */
export const isTimeZone = (name: string): boolean => DateTime.local({ zone: name }).isValid;
