import { epochMs, instant, type Instant } from '../ids.js';
import { weekdays, type CalendarDay, type LocalTime, type Weekday } from '../settings/hours.js';

// Time zones are data of the runtime, and what they say of an instant is a function of the instant:
// a replay on another machine may differ only where a country changed its clocks since.

/** What a hall's clock shows. */
export type LocalMoment = Readonly<{
  day: CalendarDay;
  /** Whole minutes since local midnight, 0 to 1439. */
  minutes: number;
  weekday: Weekday;
}>;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const formatters = new Map<string, Intl.DateTimeFormat>();
const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
};

/** Of each zone the offset of the latest minute: within one it is the same. */
const offsets = new Map<string, Readonly<{ minute: number; offset: number }>>();

/** Milliseconds by which a zone's clock is ahead of UTC at an instant, to the minute. */
const offsetAt = (ms: number, timeZone: string): number => {
  const minute = Math.floor(ms / minuteMs);
  const known = offsets.get(timeZone);
  if (known?.minute === minute) return known.offset;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(minute * minuteMs))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minutes) - minute * minuteMs;
  offsets.set(timeZone, { minute, offset });
  return offset;
};

/** The calendar day `count` days after another. */
export const daysAfter = (day: CalendarDay, count: number): CalendarDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);

/** The weekday of a calendar day. */
export const weekdayOf = (day: CalendarDay): Weekday =>
  // 1970-01-01 was a Thursday.
  weekdays[(((Date.parse(`${day}T00:00:00Z`) / dayMs + 3) % 7) + 7) % 7] ?? 'mon';

/** What a zone's clock shows at an instant. @param timeZone an IANA name */
export const localMomentAt = (at: Instant, timeZone: string): LocalMoment => {
  const ms = epochMs(at);
  const local = ms + offsetAt(ms, timeZone);
  const day = new Date(local).toISOString().slice(0, 10);
  const minutes = Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs);
  return { day, minutes, weekday: weekdayOf(day) };
};

const localMs = (day: CalendarDay, minutes: number): number =>
  Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs;

/** The instants that a local time may be, the earlier first; where the clock skips it, none shows it. */
const candidatesOf = (local: number, timeZone: string): readonly [number, number] => {
  // A zone's offset changes once at the most between these two.
  const [a = 0, b = 0] = [local - dayMs, local + dayMs].map(
    (near) => local - offsetAt(near, timeZone),
  );
  const shows = (ms: number): boolean => ms + offsetAt(ms, timeZone) === local;
  if (shows(a) !== shows(b)) return shows(a) ? [a, a] : [b, b];
  return a < b ? [a, b] : [b, a];
};

/**
 * When a zone's clock shows a time; of one that a clock change skips or repeats the earlier instant.
 * @param minutes since local midnight; 1440 is the next one
 */
export const instantOf = (day: CalendarDay, minutes: number, timeZone: string): Instant =>
  instant(candidatesOf(localMs(day, minutes), timeZone)[0]);

/**
 * When a zone's clock first shows a time or a later one: for one that it skips, the moment of the change.
 * It parts the time into days where {@link instantOf} would leave an hour to both.
 * @param minutes since local midnight
 */
export const reachedAt = (day: CalendarDay, minutes: number, timeZone: string): Instant => {
  const local = localMs(day, minutes);
  let [before, after] = candidatesOf(local, timeZone);
  const isReached = (ms: number): boolean => ms + offsetAt(ms, timeZone) >= local;
  if (isReached(before)) return instant(before);
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs;
    if (isReached(middle)) after = middle;
    else before = middle;
  }
  return instant(after);
};

/** Minutes since midnight of `HH:mm`. */
export const minutesOf = (time: LocalTime): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
