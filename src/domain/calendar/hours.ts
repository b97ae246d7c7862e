import type { Instant } from '../ids.js';
import type { ByDay, CalendarDay, Hours } from '../settings/hours.js';
import { daysAfter, instantOf, localMomentAt, minutesOf, weekdayOf } from './local-time.js';

/** What is set for a day: its own entry where it has one, else its weekday's. */
export const ofDay = <Item>({ weekly, days }: ByDay<Item>, day: CalendarDay): readonly Item[] =>
  (Object.hasOwn(days, day) ? days[day] : undefined) ?? weekly[weekdayOf(day)] ?? [];

/** From an instant to another, that one exclusive. */
export type Span = Readonly<{ from: Instant; to: Instant }>;

/** How far ahead an opening is looked for. */
const horizonDays = 14;

/** The stretches of a day in which it is open, in their order. */
const spansOf = (hours: Hours, day: CalendarDay, timeZone: string): readonly Span[] =>
  ofDay(hours, day)
    .map(([from, to]) => ({
      from: instantOf(day, minutesOf(from), timeZone),
      to: instantOf(day, minutesOf(to), timeZone),
    }))
    // A clock change within it may leave nothing of a short one.
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));

/** The stretches from the day of an instant on, those that touch made one: midnight closes nothing. */
function* spansFrom(hours: Hours, at: Instant, timeZone: string): Generator<Span, void, undefined> {
  const { day } = localMomentAt(at, timeZone);
  let open = null as Span | null;
  for (let ahead = -1; ahead <= horizonDays; ahead += 1)
    for (const span of spansOf(hours, daysAfter(day, ahead), timeZone)) {
      if (open !== null && open.to >= span.from) {
        open = { from: open.from, to: span.to > open.to ? span.to : open.to };
        continue;
      }
      if (open !== null) yield open;
      open = span;
    }
  if (open !== null) yield open;
}

/** Open until when, or closed until when; null: for as long as anybody can see. */
export type Openness =
  | Readonly<{ open: true; closesAt: Instant | null }>
  | Readonly<{ open: false; opensAt: Instant | null }>;

/** Whether it is open at an instant. @param hours null: always */
export const opennessAt = (hours: Hours | null, at: Instant, timeZone: string): Openness => {
  if (hours === null) return { open: true, closesAt: null };
  for (const { from, to } of spansFrom(hours, at, timeZone)) {
    if (to <= at) continue;
    return from <= at ? { open: true, closesAt: to } : { open: false, opensAt: from };
  }
  return { open: false, opensAt: null };
};
