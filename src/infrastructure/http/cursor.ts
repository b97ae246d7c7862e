import { createHash } from 'node:crypto';
import { invalidRequest } from './problem.js';

const sumOf = (list: string, place: string): string =>
  createHash('sha256').update(`${list}\n${place}`).digest('base64url').slice(0, 8);

/** An opaque cursor for a place in one list; `list` names the list with its filter. */
export const cursorOf = (list: string, place: readonly string[]): string => {
  const text = JSON.stringify(place);
  return Buffer.from(sumOf(list, text) + text).toString('base64url');
};

const isPlace = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** The place of a cursor that `cursorOf` made for the same list. @throws HttpProblem `invalid_request` */
export const placeOf = (list: string, cursor: string): readonly string[] => {
  const decoded = Buffer.from(cursor, 'base64url').toString('utf8');
  const text = decoded.slice(8);
  if (decoded.slice(0, 8) === sumOf(list, text)) {
    const place: unknown = JSON.parse(text);
    if (isPlace(place) && cursorOf(list, place) === cursor) return place;
  }
  throw invalidRequest([{ path: 'cursor', message: 'not a cursor of this list' }]);
};
