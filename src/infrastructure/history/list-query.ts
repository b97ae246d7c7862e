import type { Page, PageRequest } from '../../application/ports/inbound/pages.js';
import type { Cursors, ListName } from './cursor.js';
import type { Connection } from './database.js';
import type { Stored } from './rows.js';

/** A list of rows, newest first, by columns that are unique together. */
export type List = Readonly<{
  name: ListName;
  /** `SELECT … FROM …`, without WHERE. */
  select: string;
  /** The columns that the list is sorted by, with their table's name where two have it. */
  sortedBy: readonly string[];
}>;

/** Conditions and what is bound to them; those whose value is undefined are left out. */
export type Condition = Readonly<{ sql: string; value: string | undefined }>;

/** A column that has one value. */
export const equals = (column: string, value: string | undefined): Condition => ({
  sql: `${column} = ?`,
  value,
});

/** Rows of a list after some keys. */
export type Slice = Readonly<{
  where: readonly Condition[];
  after: readonly string[] | null;
  limit: number;
}>;

const nameIn = (row: Stored, column: string): string =>
  String(row[column.slice(column.indexOf('.') + 1)] ?? '');

/** The keys at which a list goes on behind a row. */
export const keysOf = (list: List, row: Stored): readonly string[] =>
  list.sortedBy.map((column) => nameIn(row, column));

/** The rows of a slice; no statement stays open behind them. */
export const sliceOf = (db: Connection, list: List, { where, after, limit }: Slice): Stored[] => {
  const given = where.filter(({ value }) => value !== undefined);
  const conditions = given.map(({ sql }) => sql);
  const values: (string | number)[] = given.map(({ value }) => value ?? '');
  if (after !== null) {
    conditions.push(`(${list.sortedBy.join(', ')}) < (${after.map(() => '?').join(', ')})`);
    values.push(...after);
  }
  const sql = [
    list.select,
    conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    `ORDER BY ${list.sortedBy.map((column) => `${column} DESC`).join(', ')} LIMIT ?`,
  ].join(' ');
  return db.prepare(sql).all(...values, limit) as Stored[];
};

/** One page of a list and the cursor of the next. */
export const pageOf = <Item>(
  from: Readonly<{ db: Connection; cursors: Cursors; list: List; where: readonly Condition[] }>,
  page: PageRequest,
  read: (row: Stored) => Item,
): Page<Item> => {
  const { db, cursors, list, where } = from;
  const after = page.cursor === null ? null : cursors.decode(list.name, page.cursor);
  // One more than asked for tells whether there is a next page.
  const rows = sliceOf(db, list, { where, after, limit: page.limit + 1 });
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return {
    items: items.map(read),
    nextCursor: more ? cursors.encode(list.name, keysOf(list, last)) : null,
  };
};
