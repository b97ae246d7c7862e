import type { Page } from '../../../application/ports/inbound/pages.js';
import { cursorOf, placeOf } from '../cursor.js';

/** A page of a list that is in memory as a whole and in an order that does not change. */
export const pageOfList = <Item>(
  items: readonly Item[],
  list: Readonly<{ name: string; keyOf: (item: Item) => string }>,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Page<Item> => {
  const start = cursor === undefined ? 0 : startOf(items, list, placeOf(list.name, cursor));
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  if (start + limit >= items.length || last === undefined) return { items: page, nextCursor: null };
  const place = [list.keyOf(last), String(start + limit)];
  return { items: page, nextCursor: cursorOf(list.name, place) };
};

/** Behind the last item of the page before, or where that one stood when it has gone since. */
const startOf = <Item>(
  items: readonly Item[],
  { keyOf }: Readonly<{ keyOf: (item: Item) => string }>,
  [key, index]: readonly string[],
): number => {
  const found = items.findIndex((item) => keyOf(item) === key);
  return found === -1 ? Math.max(0, Number(index) - 1) : found + 1;
};
