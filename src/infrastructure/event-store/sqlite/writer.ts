import type { AppendOutcome, ExpectedRevision } from '../../../application/ports/event-store.js';
import type { ComposedEvent } from '../compose.js';
import type { Categories } from './categories.js';
import { categoryOf } from './categories.js';
import type { Connection, Statement } from './database.js';
import type { WrittenEvent } from './log-tail.js';
import { positionOf } from './position.js';

/** An append whose events are ready to be written. */
export type ComposedAppend = Readonly<{
  stream: string;
  expected: ExpectedRevision;
  events: readonly ComposedEvent[];
}>;

type Stream = Readonly<{ id: number; head: number; category: number }>;

const noStream = -1;
const revisionOf = (expected: ExpectedRevision): number =>
  expected === 'no_stream' ? noStream : expected;
const expectedOf = (head: number): ExpectedRevision => (head === noStream ? 'no_stream' : head);

/** Judges and writes single appends inside a transaction that somebody else commits. */
export class Writer {
  readonly #categories: Categories;
  readonly #find: Statement;
  readonly #create: Statement;
  readonly #move: Statement;
  readonly #insert: Statement;
  readonly #written: Statement;
  #inTransaction: WrittenEvent[] = [];

  constructor(db: Connection, categories: Categories) {
    this.#categories = categories;
    this.#find = db.prepare('SELECT id, head, category FROM streams WHERE name = ?').raw();
    this.#create = db.prepare('INSERT INTO streams (name, category, head) VALUES (?, ?, ?)');
    this.#move = db.prepare('UPDATE streams SET head = ? WHERE id = ?');
    this.#insert = db.prepare(
      `INSERT INTO events (stream, revision, category, event_id, type, data, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#written = db
      .prepare(
        `SELECT event_id, position FROM events
         WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision`,
      )
      .raw();
  }

  /** Begins anew to collect what is written; the transaction is somebody else's. */
  begin(): void {
    this.#inTransaction = [];
  }

  /** What has been written since `begin`. */
  get written(): readonly WrittenEvent[] {
    return this.#inTransaction;
  }

  /** The outcome of one append, true once the transaction is committed. */
  apply(append: ComposedAppend): AppendOutcome {
    const stream = this.#stream(append.stream);
    const head = stream?.head ?? noStream;
    const after = revisionOf(append.expected);
    if (after === head) return this.#write(append, stream, head);
    const repeated = stream !== null && after < head ? this.#repeat(append, stream) : null;
    if (repeated !== null) return repeated;
    return { outcome: 'conflict', expected: append.expected, actual: expectedOf(head) };
  }

  #stream(name: string): Stream | null {
    const [row] = this.#find.all(name) as [number, number, number][];
    return row === undefined ? null : { id: row[0], head: row[1], category: row[2] };
  }

  /** The same events in the same place: already written, so nothing is. See docs/adr/0005. */
  #repeat(append: ComposedAppend, stream: Stream): AppendOutcome | null {
    const after = revisionOf(append.expected);
    const last = after + append.events.length;
    const rows = this.#written.all(stream.id, after, last) as [string, number][];
    const same =
      rows.length === append.events.length &&
      rows.every(([eventId], index) => eventId === append.events[index]?.eventId);
    const position = rows.at(-1)?.[1];
    if (!same || position === undefined) return null;
    return { outcome: 'appended', revision: last, position: positionOf(position) };
  }

  #write(append: ComposedAppend, known: Stream | null, head: number): AppendOutcome {
    const last = head + append.events.length;
    const stream = known ?? this.#createStream(append.stream, last);
    let revision = head;
    let position = 0;
    for (const event of append.events) {
      revision += 1;
      const { eventId, type, data, metadata } = event;
      const row = [stream.id, revision, stream.category, eventId, type, data, metadata];
      position = Number(this.#insert.run(row).lastInsertRowid);
      this.#inTransaction.push({ row: position, stream: append.stream, revision, event });
    }
    if (known !== null) this.#move.run(last, stream.id);
    return { outcome: 'appended', revision: last, position: positionOf(position) };
  }

  #createStream(name: string, head: number): Stream {
    const category = this.#categories.idOf(categoryOf(name));
    const id = Number(this.#create.run(name, category, head).lastInsertRowid);
    return { id, head, category };
  }
}
