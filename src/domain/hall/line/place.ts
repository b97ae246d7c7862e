import type { Priority } from '../../settings/priorities.js';

declare const brand: unique symbol;
/**
 * Where a ticket stands in a line: lines are sorted by this text.
 *
 * A place is one or more segments. The first is a band (0 put first, 1 priority, 2 normal) and a
 * counter that the hall never repeats within a day; each further segment says "right behind the
 * place before me", and counts down, so that what is put there later stands nearer. No place is
 * ever given twice, so a held ticket can take its own again.
 */
export type Place = string & { readonly [brand]: 'Place' };

const digits = 7;
const top = 10 ** digits - 1;
const up = (counter: number): string => String(counter).padStart(digits, '0');
const down = (counter: number): string => up(top - counter);

/** The place of an arrival: behind all of its priority that came before. */
export const arrivalPlace = (priority: Priority, counter: number): Place =>
  `${priority === 'priority' ? '1' : '2'}${up(counter)}` as Place;

/** Behind everyone who waits now, whatever their priority. */
export const lastPlace = (counter: number): Place => arrivalPlace('normal', counter);

/** Before everyone. */
export const firstPlace = (counter: number): Place => `0${down(counter)}` as Place;

/** Right behind another place, before whoever stands there now. */
export const placeBehind = (before: Place, counter: number): Place =>
  `${before}${down(counter)}` as Place;

/** The order of issue of a ticket with this place of issue, whatever its priority. */
export const issueOrder = (issuePlace: Place): string => issuePlace.slice(1);
