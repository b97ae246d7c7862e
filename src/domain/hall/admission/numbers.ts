import * as orderedMap from '../../ordered-map.js';
import type { RunningHall } from '../state.js';

/** The number that stands at this count behind a prefix: `A001` … `A999`, `A1000`. */
const numberAt = (prefix: string, count: number): string =>
  `${prefix}${String(count).padStart(3, '0')}`;

const prefixOf = (number: string): string => /^[A-Z]*/.exec(number)?.[0] ?? '';

/** The lowest number of a prefix that no ticket of today has. */
export const nextNumber = (hall: RunningHall, prefix: string): string =>
  numberAt(prefix, (hall.lastNumbers.get(prefix) ?? 0) + 1);

/** Whether a number given from outside is one of this prefix: at least three digits behind it. */
export const isNumberOf = (prefix: string, number: string): boolean =>
  number.startsWith(prefix) && /^\d{3,8}$/.test(number.slice(prefix.length));

/** How a number of this prefix looks, for the one who gave another. */
export const expectedNumber = (prefix: string): string =>
  prefix === '' ? '3 to 8 digits' : `${prefix} and 3 to 8 digits`;

type Counting = Pick<RunningHall, 'lastNumbers' | 'numbers'>;

/** The counts per prefix once a number is among the numbers: past it, and past those that follow. */
export const countNumber = (hall: Counting, number: string): ReadonlyMap<string, number> => {
  const prefix = prefixOf(number);
  let last = hall.lastNumbers.get(prefix) ?? 0;
  if (number !== numberAt(prefix, last + 1)) return hall.lastNumbers;
  do last += 1;
  while (orderedMap.has(hall.numbers, numberAt(prefix, last + 1)));
  return new Map(hall.lastNumbers).set(prefix, last);
};
