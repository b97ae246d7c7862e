import { z } from 'zod';
import { weekdays } from '../../../domain/settings/hours.js';

const hhmm = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
export const timeOfDay = z
  .string()
  .regex(hhmm, 'must be a time of day such as 08:30, 00:00 to 24:00')
  .meta({ description: "HH:mm by the hall's clock" });

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
const dayField = z.string().refine(isDay, 'must be a day such as 2026-10-01');

type Stretch = Readonly<{ from: string; to: string }>;

/** What is wrong with stretches of one day: each begins before it ends, and none overlap. */
export const faultyStretch = (
  stretches: readonly Stretch[],
): { index: number; message: string } | null => {
  for (const [index, { from, to }] of stretches.entries()) {
    if (!(from < to)) return { index, message: `must begin before it ends: ${from} to ${to}` };
    const other = stretches.findIndex((one, at) => at < index && one.from < to && from < one.to);
    if (other !== -1)
      return { index, message: `overlaps ${stretches[other]?.from} to ${stretches[other]?.to}` };
  }
  return null;
};

/** A list of stretches of one day, each told by `of`; a bad one is named by its place in the list. */
export const stretches = <Item extends z.ZodType>(
  item: Item,
  of: (one: z.output<Item>) => Stretch,
) =>
  z
    .array(item)
    .max(100)
    .superRefine((list, context) => {
      const fault = faultyStretch(list.map(of));
      if (fault !== null)
        context.addIssue({ code: 'custom', path: [fault.index], message: fault.message });
    });

const interval = z.tuple([timeOfDay, timeOfDay]);
const intervals = stretches(interval, ([from, to]) => ({ from, to }));

/** Something of each weekday, and of the days that differ. */
export const byDay = <Items extends z.ZodType>(items: Items) =>
  z.strictObject({
    weekly: z.partialRecord(z.enum(weekdays), items).default({}),
    days: z.record(dayField, items).default({}),
  });

export const hoursField = byDay(intervals)
  .nullable()
  .meta({ description: 'a weekday left out is closed; null: no hours of its own' });
