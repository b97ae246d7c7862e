import { fill, problemText, type Texts } from './languages.js';
import type { Problem } from './problem.js';

const two = (value: number): string => String(value).padStart(2, '0');

/** The time of day on this phone, such as 09:05. */
export const timeOfDay = (instant: string): string => {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? '' : `${two(at.getHours())}:${two(at.getMinutes())}`;
};

const isSameDay = (one: Date, other: Date): boolean =>
  one.getFullYear() === other.getFullYear() &&
  one.getMonth() === other.getMonth() &&
  one.getDate() === other.getDate();

/** A time as people say it: of today its time of day, else with its date. */
export const momentText = (texts: Texts, instant: string, nowMs: number): string => {
  const at = new Date(instant);
  const time = timeOfDay(instant);
  return isSameDay(at, new Date(nowMs))
    ? time
    : fill(texts.common.dayAndTime, { month: at.getMonth() + 1, day: at.getDate(), time });
};

/** When it will do, as far as the service says so. */
const opening = ({ members }: Problem): unknown => {
  const { opensAt, nextSlot, from } = members;
  const slot = typeof nextSlot === 'object' && nextSlot !== null ? nextSlot : {};
  return opensAt ?? ('from' in slot ? slot.from : from);
};

/** What to say of a refusal, with the time from which it will do, where there is one. */
export const refusalText = (texts: Texts, problem: Problem, nowMs: number): string => {
  const from = opening(problem);
  const known: Readonly<Record<string, string>> = texts.laterProblems;
  const text = known[problem.code];
  return text === undefined || typeof from !== 'string'
    ? problemText(texts, problem.code)
    : fill(text, { time: momentText(texts, from, nowMs) });
};

/** The ticket that stands in the way, where the service names one. */
export const ticketInTheWay = ({ code, members: { ticketId } }: Problem): string | null =>
  code === 'too_many_tickets' && typeof ticketId === 'string' ? ticketId : null;
