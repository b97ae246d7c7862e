import { z } from 'zod';
import type { Instant } from '../../domain/ids.js';
import type { JsonObject, JsonValue } from '../ports/event-store.js';

/**
 * The casts of this file say what a check has shown: each gives a schema the domain's branded or
 * read-only type. Nothing else of the catalog casts.
 */

/** An opaque identifier: any text that is not empty. */
export const id = <Id extends string = string>(): z.ZodType<Id> =>
  z.string().min(1).max(512) as unknown as z.ZodType<Id>;

/** RFC 3339 in UTC with milliseconds, the one form in which text order is time order. */
export const instant = z.iso.datetime({ precision: 3 }) as unknown as z.ZodType<Instant>;

/** A count or a revision: a whole number from 0. */
export const count = z.int().nonnegative();

/** A number that starts with 1: a stay, an attempt, a version. */
export const ordinal = z.int().positive();

/** An array that nobody changes once it is read. */
export const list = <Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> => z.array(item);

/** Two of a kind, the first and the second. */
export const pair = <Item>(item: z.ZodType<Item>): z.ZodType<readonly [Item, Item]> =>
  z.tuple([item, item]);

/** The data of an event that says all by its type. */
export const nothing = z.object({}) as unknown as z.ZodType<Record<string, never>>;

const isJson = (value: unknown): value is JsonValue => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isJson);
};

/** Any JSON object. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value),
);
