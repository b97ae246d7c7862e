import { strictPlace, type Place } from '../../../src/domain/hall/line/place.js';

/** The place of an arrival in a hall with the default priorities and rule. */
export const arrivalPlace = (priority: 'normal' | 'priority', counter: number): Place =>
  strictPlace(priority === 'priority' ? 0 : 1, { regime: 0, counter });

/** Behind everyone, in such a hall. */
export const lastPlace = (counter: number): Place => arrivalPlace('normal', counter);
