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

const two = (value: number): string => String(value).padStart(2, '0');

/** The days from today on, by this phone's calendar. @param days how many after today */
export const bookableDays = (texts: Texts, nowMs: number, days: number): readonly BookableDay[] =>
  Array.from({ length: days + 1 }, (_, ahead) => {
    const day = new Date(nowMs);
    day.setDate(day.getDate() + ahead);
    const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    const weekday = texts.booking.weekdays.split(' ')[day.getDay()] ?? '';
    const label = fill(texts.booking.day, { month: day.getMonth() + 1, day: day.getDate() });
    return { date, label: ahead === 0 ? texts.booking.today : `${label} ${weekday}` };
  });

export type SlotRow = Readonly<{ from: string; when: string; left: string; isFree: boolean }>;

export const slotRow = (texts: Texts, { from, to, left }: Slot): SlotRow => ({
  from,
  when: `${from}–${to}`,
  left: left > 0 ? fill(texts.booking.left, { left }) : texts.booking.full,
  isFree: left > 0,
});
