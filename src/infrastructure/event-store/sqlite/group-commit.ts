import type { AppendOutcome } from '../../../application/ports/event-store.js';
import type { Connection } from './database.js';
import { classifyWriteFailure } from './sqlite-errors.js';
import type { WrittenEvent } from './log-tail.js';
import type { ComposedAppend, Writer } from './writer.js';

type Pending = Readonly<{ append: ComposedAppend; settle: (outcome: AppendOutcome) => void }>;

/** Appends of one commit at most: one fsync for all of them, and the event loop is not held long. */
const groupLimit = 256;

type Options = Readonly<{
  db: Connection;
  writer: Writer;
  /** What a commit has written, and the names of the streams. */
  onCommit: (written: readonly WrittenEvent[], streams: readonly string[]) => void;
  onRollback: () => void;
}>;

/**
 * Commits appends in groups: what arrives in one turn of the event loop, or while a commit holds
 * it, shares the next fsync. Each append is judged on its own; a conflict of one fails no other.
 */
export class GroupCommit {
  readonly #options: Options;
  #queue: Pending[] = [];
  #scheduled: NodeJS.Immediate | null = null;
  #commits = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many transactions have been committed. */
  get commits(): number {
    return this.#commits;
  }

  append(append: ComposedAppend): Promise<AppendOutcome> {
    return new Promise((settle) => {
      this.#queue.push({ append, settle });
      this.#scheduled ??= setImmediate(() => this.#commitNext());
    });
  }

  /** Commits now whatever waits. */
  flush(): void {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    while (this.#queue.length > 0) this.#commitGroup(this.#queue.splice(0, groupLimit));
    this.#scheduled = null;
  }

  #commitNext(): void {
    this.#scheduled = null;
    this.#commitGroup(this.#queue.splice(0, groupLimit));
    if (this.#queue.length > 0) this.#scheduled ??= setImmediate(() => this.#commitNext());
  }

  #commitGroup(group: readonly Pending[]): void {
    const outcomes = this.#transact(group);
    if (outcomes !== null) {
      group.forEach(({ settle }, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined) settle(outcome);
      });
      return;
    }
    // Nothing of the group was written: alone, a small append may still find room.
    for (const pending of group) this.#commitGroup([pending]);
  }

  /** The outcomes of a group, or null when all of it was rolled back and may be tried one by one. */
  #transact(group: readonly Pending[]): readonly AppendOutcome[] | null {
    const { db, writer, onCommit } = this.#options;
    let step: 'write' | 'commit' = 'write';
    try {
      db.exec('BEGIN IMMEDIATE');
      writer.begin();
      const outcomes = group.map(({ append }) => writer.apply(append));
      step = 'commit';
      db.exec('COMMIT');
      this.#commits += 1;
      onCommit(writer.written, writtenStreams(group, outcomes));
      return outcomes;
    } catch (cause) {
      this.#rollback();
      const reason = classifyWriteFailure(cause, step);
      if (reason === 'unknown') return group.map(() => ({ outcome: 'unknown', cause }));
      if (group.length > 1) return null;
      return [{ outcome: 'refused', reason, cause }];
    }
  }

  #rollback(): void {
    const { db, onRollback } = this.#options;
    // SQLite has rolled back by itself after some errors (disk full): then there is nothing to end.
    if (db.inTransaction) db.exec('ROLLBACK');
    onRollback();
  }
}

const writtenStreams = (
  group: readonly Pending[],
  outcomes: readonly AppendOutcome[],
): string[] => [
  ...new Set(
    group
      .filter((_, index) => outcomes[index]?.outcome === 'appended')
      .map(({ append }) => append.stream),
  ),
];
