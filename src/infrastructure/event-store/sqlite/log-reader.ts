import { setImmediate as nextTurn } from 'node:timers/promises';
import { storeUnavailable } from '../../../application/errors.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import type { Categories } from './categories.js';
import type { Connection, Statement } from './database.js';
import { hasPrefix } from './live-feed.js';
import { positionOf } from './position.js';

type Row = [number, number, string, string, string, string, string];

/** A piece of the log: its matching events, and the row up to which the log has been looked at. */
export type LogPage = Readonly<{ events: readonly RecordedEvent[]; last: number }>;

/** Rows of the log: after one, up to another, of the streams with one of these prefixes. */
export type LogSpan = Readonly<{
  after: number;
  upTo: number;
  prefixes: readonly string[];
  limit: number;
}>;

export type StreamPage = Readonly<{
  stream: string;
  direction: 'forwards' | 'backwards';
  /** Lowest and highest revision wanted. */
  low: number;
  high: number;
  limit: number;
}>;

// Above this many a plain walk of the log is better than one index walk for each category.
const categoryLimit = 32;

const columns = 'e.position, e.revision, s.name, e.event_id, e.type, e.data, e.metadata';
// Erased rows stay in the table (see eraser.ts) below the first revision of their stream.
const visible = 'FROM events e JOIN streams s ON s.id = e.stream AND e.revision >= s.first';
const all = `SELECT ${columns} ${visible}`;

/** Reads pages of the log and of streams; no statement stays open between two pages. */
export class LogReader {
  readonly #db: Connection;
  readonly #categories: Categories;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Connection, categories: Categories) {
    this.#db = db;
    this.#categories = categories;
  }

  /** The span's first rows; of those that only share a category with a prefix, none is given out. */
  page(span: LogSpan): LogPage {
    const rows = this.#rows('forwards', span);
    const events = rows.filter((row) => hasPrefix(row[2], span.prefixes)).map(recorded);
    return { events, last: rows.at(-1)?.[0] ?? span.after };
  }

  /** The row of the last event in streams with one of these prefixes, or 0. */
  async lastRow(prefixes: readonly string[]): Promise<number> {
    // Nearly always the very last row; more are read where a prefix says more than a category.
    let limit = 1;
    for (let upTo = Number.MAX_SAFE_INTEGER; ; await nextTurn()) {
      const rows = this.#rows('backwards', { after: 0, upTo, prefixes, limit });
      const match = rows.find((row) => hasPrefix(row[2], prefixes));
      if (match !== undefined) return match[0];
      const oldest = rows.at(-1)?.[0];
      if (oldest === undefined) return 0;
      upTo = oldest - 1;
      limit = 100;
    }
  }

  /** The last row given out, visible or not. */
  endRow(): number {
    return this.#number('SELECT ifnull(max(position), 0) FROM events');
  }

  /** The last revision of a stream, or -1. */
  head(stream: string): number {
    return this.#number('SELECT ifnull(max(head), -1) FROM streams WHERE name = ?', stream);
  }

  streamPage({ stream, direction, low, high, limit }: StreamPage): readonly RecordedEvent[] {
    const order = direction === 'forwards' ? 'ASC' : 'DESC';
    const sql = `${all} WHERE s.name = ? AND e.revision BETWEEN ? AND ?
      ORDER BY e.revision ${order} LIMIT ?`;
    return (this.#query(sql, stream, low, high, limit) as Row[]).map(recorded);
  }

  #rows(direction: 'forwards' | 'backwards', span: LogSpan): Row[] {
    const { after, upTo, prefixes, limit } = span;
    const ids = prefixes.includes('') ? [] : this.#categories.matching(prefixes);
    if (ids.length === 0 && !prefixes.includes('')) return [];
    const range = 'e.position > ?1 AND e.position <= ?2';
    // SQLite merges ordered walks of one index lazily: a page costs what it returns, however
    // long the log and however rare the category.
    const selects =
      ids.length === 0 || ids.length > categoryLimit
        ? [`${all} WHERE ${range}`]
        : ids.map((id) => `${all} WHERE e.category = ${id} AND ${range}`);
    const order = direction === 'forwards' ? 'ASC' : 'DESC';
    const sql = `${selects.join(' UNION ALL ')} ORDER BY 1 ${order} LIMIT ?3`;
    return this.#query(sql, after, upTo, limit) as Row[];
  }

  #number(sql: string, ...values: unknown[]): number {
    return Number((this.#query(sql, ...values) as [number][])[0]?.[0]);
  }

  #query(sql: string, ...values: unknown[]): unknown[] {
    try {
      const statement = this.#statements.get(sql) ?? this.#db.prepare(sql).raw();
      this.#statements.set(sql, statement);
      return statement.all(...values);
    } catch (cause) {
      throw storeUnavailable('the event store cannot be read', cause);
    }
  }
}

const recorded = (row: Row): RecordedEvent => {
  const [position, revision, stream, eventId, type, data, metadata] = row;
  return {
    stream,
    revision,
    position: positionOf(position),
    eventId,
    type,
    data: JSON.parse(data),
    metadata: JSON.parse(metadata),
  };
};
