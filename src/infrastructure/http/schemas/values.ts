import { z } from 'zod';
import { instant, type Instant } from '../../../domain/ids.js';
import type { BusinessDay, HallId, QueueId, TicketId, WindowId } from '../../../domain/ids.js';

/** The casts of this file say what a check has shown: each gives a schema the domain's branded type. */

const chosenForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** An id that whoever sets a hall up has chosen. */
export const chosenIdField = z
  .string()
  .regex(chosenForm, 'must be 1 to 64 letters, digits, _ or -, a letter or digit first');
const chosenId = <Id>(description: string): z.ZodType<Id> =>
  chosenIdField.meta({ description }) as unknown as z.ZodType<Id>;

export const hallIdField = chosenId<HallId>('Hall');
export const queueIdField = chosenId<QueueId>('Queue');
export const windowIdField = chosenId<WindowId>('Window');

/** An id that we made; what has another form names nothing. */
export const ticketIdField = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'Ticket' }) as unknown as z.ZodType<TicketId>;

/** One line of text for people. */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), 'must be one line of text');
export const nameField = line(100).regex(/\S/, 'must not be empty');

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

// Date.parse takes the 30th of February for the 2nd of March.
const isCalendarDay = (year: string, month: string, day: string): boolean => {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
};

/** An instant of an RFC 3339 text with an offset, or null. */
export const parseTime = (text: string): Instant | null => {
  const [, year, month, day] = rfc3339.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const ms = isCalendarDay(year, month, day) ? Date.parse(text.toUpperCase()) : Number.NaN;
  return Number.isNaN(ms) ? null : instant(ms);
};

const timeMessage = 'must be an RFC 3339 time with an offset, such as 2025-03-01T09:00:00+08:00';

/** RFC 3339 with offset, read as an instant. */
export const timeField = z
  .string()
  .refine((text) => parseTime(text) !== null, timeMessage)
  .meta({ format: 'date-time' })
  .transform((text) => parseTime(text) as Instant);

/** A calendar day, `2025-03-01`. */
export const businessDayField = z
  .string()
  .refine((text) => {
    const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
    if (year === undefined || month === undefined || day === undefined) return false;
    return isCalendarDay(year, month, day);
  }, 'must be a day such as 2025-03-01')
  .meta({ format: 'date' }) as unknown as z.ZodType<BusinessDay>;

/** Every list's query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().min(1).max(1024).optional().meta({ description: 'nextCursor of a page' }),
};

/** A list's answer. */
export const pageOf = (item: z.ZodType, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });

/** An instant as answered. */
export const timeOut = z.string().meta({ format: 'date-time' });
