import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppError } from '../../../application/errors.js';
import { isAppError, storeUnavailable } from '../../../application/errors.js';
import type {
  Append,
  AppendOutcome,
  EventStore,
  Position,
  ReadAll,
  ReadStream,
  RecordedEvent,
} from '../../../application/ports/event-store.js';
import { logStart } from '../../../application/ports/event-store.js';
import { compose } from '../compose.js';
import { Categories } from './categories.js';
import type { Connection } from './database.js';
import { canonicalPath, inMemory, openDatabase } from './database.js';
import { emptyWal, eraseBefore } from './eraser.js';
import { GroupCommit } from './group-commit.js';
import { LiveFeed } from './live-feed.js';
import { LogReader } from './log-reader.js';
import { LogTail } from './log-tail.js';
import { PageSize } from './page-size.js';
import { positionOf, rowOf } from './position.js';
import { lockForThisProcess } from './process-lock.js';
import type { Release } from './process-lock.js';
import { Writer } from './writer.js';

/** How a {@link SqliteEventStore} is opened. */
export type SqliteEventStoreOptions = Readonly<{
  /** The log's file, made when missing, folders too; `:memory:` keeps nothing. */
  path: string;
  /** Pages of 4 KiB that the file may grow to; appends beyond are refused as `full`. @default no limit */
  maxPages?: number;
}>;

/**
 * The event store in one file: durable on every append, one process at a time, no server.
 * Opening throws `store_locked` while another process has the file open.
 */
export class SqliteEventStore implements EventStore {
  readonly singleWriter = true;
  readonly #file: string;
  readonly #release: Release;
  readonly #db: Connection;
  readonly #reader: LogReader;
  readonly #tail = new LogTail();
  readonly #group: GroupCommit;
  readonly #feed = new LiveFeed();
  #closed = false;

  constructor(options: SqliteEventStoreOptions) {
    const opened = openLog(options);
    this.#file = opened.file;
    this.#release = opened.release;
    this.#db = opened.db;
    const categories = new Categories(this.#db);
    this.#reader = new LogReader(this.#db, categories);
    this.#group = new GroupCommit({
      db: this.#db,
      writer: new Writer(this.#db, categories),
      onCommit: (written, streams) => {
        this.#tail.take(written);
        this.#feed.announce(streams);
      },
      onRollback: () => {
        categories.reload();
        this.#tail.clear();
      },
    });
  }

  /** How many transactions have been committed: fewer than appends when they are grouped. */
  get commits(): number {
    return this.#group.commits;
  }

  async append(append: Append): Promise<AppendOutcome> {
    if (this.#closed) {
      return { outcome: 'refused', reason: 'unavailable', cause: this.#closedError() };
    }
    const composed = compose(append);
    if (!composed.ok) return composed.refused;
    const { stream, expected } = append;
    return this.#group.append({ stream, expected, events: composed.events });
  }

  readStream(read: ReadStream): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    return this.#streamPages(read, this.#reader.head(read.stream));
  }

  readAll(read: ReadAll): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    return this.#log(read, this.#reader.endRow());
  }

  subscribe(read: ReadAll): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    return this.#log(read, Number.MAX_SAFE_INTEGER);
  }

  async end(prefixes: readonly string[]): Promise<Position> {
    this.#assertOpen();
    const row = await this.#reader.lastRow(prefixes);
    return row === 0 ? logStart : positionOf(row);
  }

  async truncateBefore(stream: string, revision: number): Promise<void> {
    this.#assertOpen();
    try {
      this.#tail.clear();
      eraseBefore(this.#db, stream, revision);
      if (emptyWal(this.#db)) return;
    } catch (cause) {
      throw storeUnavailable(`${stream}: not erased before revision ${revision}`, cause);
    }
    throw storeUnavailable(
      `${this.#file}: another process reads it, erased bytes are still in -wal`,
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#group.flush();
    this.#feed.wakeAll();
    this.#db.close();
    this.#release();
  }

  async *#streamPages(read: ReadStream, head: number): AsyncGenerator<RecordedEvent, void, void> {
    const { stream, direction = 'forwards', limit = Infinity } = read;
    const size = new PageSize();
    let low = direction === 'forwards' ? (read.from ?? 0) : 0;
    let high = direction === 'forwards' ? head : Math.min(read.from ?? head, head);
    for (let left = limit; left > 0 && low <= high; await nextTurn()) {
      this.#assertOpen();
      const page = this.#reader.streamPage({
        stream,
        direction,
        low,
        high,
        limit: Math.min(left, size.next),
      });
      const last = page.at(-1);
      if (last === undefined) return;
      yield* page;
      size.saw(page);
      left -= page.length;
      if (direction === 'forwards') low = last.revision + 1;
      else high = last.revision - 1;
    }
  }

  /** Both ways of reading the log: up to a row that exists, or on and on. */
  async *#log(read: ReadAll, upTo: number): AsyncGenerator<RecordedEvent, void, void> {
    const { prefixes, signal } = read;
    const live = upTo === Number.MAX_SAFE_INTEGER;
    const size = new PageSize();
    let after = rowOf(read.after ?? logStart);
    const stopped = (): boolean => signal?.aborted === true || (live && this.#closed);
    while (!stopped()) {
      this.#assertOpen();
      const span = { after, upTo, prefixes, limit: size.next };
      const page = this.#tail.page(span) ?? this.#reader.page(span);
      for (const event of page.events) {
        yield event;
        if (stopped()) return;
      }
      if (page.last > after) {
        after = page.last;
        size.saw(page.events);
        // A consumer that never waits for anything must not starve the rest of the process.
        await nextTurn();
      } else if (live) {
        // Nothing has run since the page was read, so no commit can slip in between.
        await this.#feed.changed(prefixes, signal);
      } else return;
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw this.#closedError();
  }

  #closedError(): AppError {
    return storeUnavailable(`${this.#file}: the event store is closed`);
  }
}

type OpenLog = Readonly<{ file: string; db: Connection; release: Release }>;

const openLog = ({ path, maxPages }: SqliteEventStoreOptions): OpenLog => {
  let release: Release = () => {};
  try {
    const file = canonicalPath(path);
    if (path !== inMemory) release = lockForThisProcess(file);
    const db = openDatabase(file);
    // What an erasure before a crash left in the write-ahead log goes now.
    emptyWal(db);
    if (maxPages !== undefined) db.pragma(`max_page_count = ${Math.trunc(maxPages)}`);
    return { file, db, release };
  } catch (cause) {
    release();
    if (isAppError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw storeUnavailable(`${path}: cannot be opened as an event store: ${why}`, cause);
  }
};
