import * as hashMap from '../../hash-map.js';
import type { QueueSettings } from '../../settings/settings.js';
import type { RunningHall } from '../state.js';

/** What decides which numbers a queue gives. */
type Numbering = Pick<QueueSettings, 'prefix' | 'firstNumber' | 'lastNumber' | 'digits' | 'skip'>;

/** What old events counted by: they did not say how many digits a number had. */
const plainDigits = 3;
const mostDigits = 8;

/** The number that stands at a count behind a prefix: `A001` … `A999`, `A1000`. */
const numberAt = (prefix: string, count: number, digits: number): string =>
  `${prefix}${String(count).padStart(digits, '0')}`;

const prefixOf = (number: string): string => /^[A-Z]*/.exec(number)?.[0] ?? '';

/** The text of a number that a queue gives to nobody, or undefined. */
const skipped = ({ skip }: Numbering, digits: string): string | undefined =>
  skip.find((text) => digits.includes(text));

/**
 * The next count that contains none of the skipped texts; null: there is none of so many digits. From the
 * place where one stands on, all that begin like it contain it too: they are passed at once.
 */
const pastSkipped = (numbering: Numbering, count: number): number | null => {
  for (let next = count; ;) {
    const text = String(next).padStart(numbering.digits, '0');
    if (text.length > mostDigits) return null;
    const found = skipped(numbering, text);
    if (found === undefined) return next;
    const step = 10 ** (text.length - (text.indexOf(found) + found.length));
    next = (Math.floor(next / step) + 1) * step;
  }
};

/** Whether a queue has any number to give. */
export const hasNumbers = (numbering: Omit<Numbering, 'prefix'>): boolean => {
  const first = pastSkipped({ ...numbering, prefix: '' }, numbering.firstNumber);
  return first !== null && (numbering.lastNumber === null || first <= numbering.lastNumber);
};

/** A number and its count. */
export type Numbered = Readonly<{ number: string; counted: number }>;

/** The lowest number of a queue that no ticket of today has and none was given behind; null: used up. */
export const nextNumber = (
  hall: Pick<RunningHall, 'lastNumbers' | 'numbers'>,
  numbering: Numbering,
): Numbered | null => {
  const { prefix, firstNumber, lastNumber, digits } = numbering;
  for (let from = Math.max(firstNumber, (hall.lastNumbers.get(prefix) ?? 0) + 1); ;) {
    const counted = pastSkipped(numbering, from);
    if (counted === null || (lastNumber !== null && counted > lastNumber)) return null;
    const number = numberAt(prefix, counted, digits);
    if (!hashMap.has(hall.numbers, number)) return { number, counted };
    from = counted + 1;
  }
};

/**
 * Whether a number given from outside is one of a queue: its digits, or more without a zero in front,
 * so that no two numbers sound alike.
 */
export const isNumberOf = (numbering: Numbering, number: string): boolean => {
  const { prefix, digits } = numbering;
  if (!number.startsWith(prefix)) return false;
  const text = number.slice(prefix.length);
  if (!/^\d+$/.test(text) || text.length < digits || text.length > mostDigits) return false;
  return (
    (text.length === digits || !text.startsWith('0')) && skipped(numbering, text) === undefined
  );
};

/** How a number of a queue looks, for the one who gave another. */
export const expectedNumber = ({ prefix, digits, skip }: Numbering): string => {
  const without = skip.length === 0 ? '' : `, without ${skip.join(', ')}`;
  const text = `${digits} digits, or up to ${mostDigits} without a zero in front${without}`;
  return prefix === '' ? text : `${prefix} and ${text}`;
};

type Counting = Pick<RunningHall, 'lastNumbers' | 'numbers'>;

/** The counts per prefix once a number is among the numbers. @param counted its count, where it was the next one */
export const countNumber = (
  hall: Counting,
  number: string,
  counted: number | undefined,
): RunningHall['lastNumbers'] => {
  const prefix = prefixOf(number);
  const last = hall.lastNumbers.get(prefix) ?? 0;
  if (counted !== undefined)
    return counted > last ? hall.lastNumbers.with(prefix, counted) : hall.lastNumbers;
  return countPlain(hall, { prefix, number, last });
};

/** Of a number that an old event does not count: it counts where it is the next of three digits. */
const countPlain = (
  hall: Counting,
  { prefix, number, last: before }: Readonly<{ prefix: string; number: string; last: number }>,
): RunningHall['lastNumbers'] => {
  let last = before;
  if (number !== numberAt(prefix, last + 1, plainDigits)) return hall.lastNumbers;
  do last += 1;
  while (hashMap.has(hall.numbers, numberAt(prefix, last + 1, plainDigits)));
  return hall.lastNumbers.with(prefix, last);
};
