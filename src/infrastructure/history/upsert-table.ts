import type { Connection, Statement } from './database.js';
import type { Stored } from './rows.js';

/** A table whose rows are found and written by their key. */
export class UpsertTable {
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #columns: readonly string[];

  constructor(db: Connection, table: string, key: readonly string[]) {
    const columns = db.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[];
    this.#columns = columns.map(({ name }) => name);
    const rest = this.#columns.filter((name) => !key.includes(name));
    this.#find = db.prepare(
      `SELECT * FROM ${table} WHERE ${key.map((name) => `${name} = ?`).join(' AND ')}`,
    );
    this.#put = db.prepare(
      `INSERT INTO ${table} (${this.#columns.join(', ')})
       VALUES (${this.#columns.map(() => '?').join(', ')})
       ON CONFLICT (${key.join(', ')})
       DO UPDATE SET ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
  }

  find<Row>(key: readonly string[], read: (stored: Stored) => Row): Row | null {
    const [stored] = this.#find.all(...key) as Stored[];
    return stored === undefined ? null : read(stored);
  }

  put(values: Stored): void {
    this.#put.run(...this.#columns.map((name) => values[name] ?? null));
  }
}
