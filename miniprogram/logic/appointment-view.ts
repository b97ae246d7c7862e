import type { Appointment, Board, Slot } from './answers.js';
import { fill, type Texts } from './languages.js';

/** One appointment as its list shows it. */
export type AppointmentRow = Readonly<{
  appointmentId: string;
  hallId: string;
  when: string;
  place: string;
  state: string;
  code: string;
  ticketId: string;
  isOpen: boolean;
}>;

/** A calendar day as people say it. */
const dayText = (texts: Texts, date: string): string => {
  const [, month = '', day = ''] = date.split('-');
  return fill(texts.booking.day, { month: Number(month), day: Number(day) });
};

export const appointmentRow = (
  texts: Texts,
  one: Appointment,
  board: Board | null,
): AppointmentRow => {
  const states: Readonly<Record<string, string>> = texts.appointmentStates;
  const queue = board?.queues.find(({ queueId }) => queueId === one.queueId)?.name;
  return {
    appointmentId: one.appointmentId,
    hallId: one.hallId,
    when: `${dayText(texts, one.date)} ${one.from}–${one.to}`,
    place: [board?.name, queue ?? one.queueId].filter((name) => name !== undefined).join(' · '),
    state: states[one.state] ?? '',
    code: one.state === 'booked' ? (one.code ?? '') : '',
    ticketId: one.ticketId ?? '',
    isOpen: one.state === 'booked',
  };
};

/** A day that may be booked. */
export type BookableDay = Readonly<{ date: string; label: string }>;

/**
 * The days from the hall's today on: a phone elsewhere, or before the hall's morning, has another date.
 * @param today the hall's business day, `2026-11-28`
 * @param days how many after today
 */
export const bookableDays = (texts: Texts, today: string, days: number): readonly BookableDay[] =>
  Array.from({ length: days + 1 }, (_, ahead) => {
    // Calendar days, in no time zone.
    const day = new Date(`${today}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + ahead);
    const date = day.toISOString().slice(0, 10);
    const weekday = texts.booking.weekdays.split(' ')[day.getUTCDay()] ?? '';
    return {
      date,
      label: ahead === 0 ? texts.booking.today : `${dayText(texts, date)} ${weekday}`,
    };
  });

export type SlotRow = Readonly<{ from: string; when: string; left: string; isFree: boolean }>;

export const slotRow = (texts: Texts, { from, to, left }: Slot): SlotRow => ({
  from,
  when: `${from}–${to}`,
  left: left > 0 ? fill(texts.booking.left, { left }) : texts.booking.full,
  isFree: left > 0,
});
