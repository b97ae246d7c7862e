/** `HH:mm` by the hall's clock, `00:00` to `24:00`. */
export type LocalTime = string;
/** A calendar day, `2026-10-01`. */
export type CalendarDay = string;
/** From the first to the second time, that one exclusive. */
export type Interval = readonly [from: LocalTime, to: LocalTime];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Something by weekday, and the days that differ (holidays, 调休), which beat the weekly ones. */
export type ByDay<Item> = Readonly<{
  weekly: Readonly<Partial<Record<Weekday, readonly Item[]>>>;
  days: Readonly<Record<CalendarDay, readonly Item[]>>;
}>;

/** When numbers are given; a weekday left out is closed. */
export type Hours = ByDay<Interval>;
