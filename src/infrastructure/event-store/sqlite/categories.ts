import type { Connection, Statement } from './database.js';

/** The part of a stream's name that its events are indexed by. */
export const categoryOf = (stream: string): string => {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
};

/** Whether a stream of this category can begin with this prefix. */
const mayMatch = (category: string, prefix: string): boolean =>
  prefix.includes('-') ? categoryOf(prefix) === category : category.startsWith(prefix);

/** The few categories of the log, kept in memory beside their table. */
export class Categories {
  readonly #all: Statement;
  readonly #insert: Statement;
  #ids = new Map<string, number>();

  constructor(db: Connection) {
    this.#all = db.prepare('SELECT name, id FROM categories').raw();
    this.#insert = db.prepare('INSERT INTO categories (name) VALUES (?)');
    this.reload();
  }

  /** Reads the table again; needed after a rollback. */
  reload(): void {
    this.#ids = new Map(this.#all.all().map((row) => row as [string, number]));
  }

  /** The id of a category, made when it is new. */
  idOf(category: string): number {
    const known = this.#ids.get(category);
    if (known !== undefined) return known;
    const id = Number(this.#insert.run(category).lastInsertRowid);
    this.#ids.set(category, id);
    return id;
  }

  /** The ids of all categories that can hold a stream with one of these prefixes, in order. */
  matching(prefixes: readonly string[]): number[] {
    return [...this.#ids]
      .filter(([name]) => prefixes.some((prefix) => mayMatch(name, prefix)))
      .map(([, id]) => id)
      .sort((a, b) => a - b);
  }
}
