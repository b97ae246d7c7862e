import type { Position, RecordedEvent } from '../../application/ports/event-store.js';
import type { BusinessDay, HallId, MessageId } from '../../domain/ids.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { MessageStatus } from '../../domain/message/state.js';
import { type Connection, openHistory, rebuildSchema } from './database.js';
import { type Applied, HistoryWriter } from './history-writer.js';
import { type Stored, messageOf } from './rows.js';

/** A message on which something may still have to be done. */
export type UnfinishedMessage = Readonly<{
  messageId: MessageId;
  hallId: HallId;
  businessDay: BusinessDay;
  status: MessageStatus;
}>;

/** How {@link SqliteHistory} is opened. */
export type SqliteHistoryOptions = Readonly<{
  /** The folder of `history.db`; `:memory:` keeps nothing. */
  dataDir: string;
  /** Names the log that the rows are made from; with another one the file is built anew. */
  source: string;
}>;

/** Statuses of messages on which something may still have to be done. */
export const unfinishedStatuses = [
  'decided',
  'deferred',
  'sending',
  'in_doubt',
  'withheld',
] as const satisfies readonly MessageStatus[];

/** The history read models: rows in a file that can be dropped and built anew from the log. */
export class SqliteHistory {
  readonly #db: Connection;
  readonly #source: string;
  #writer: HistoryWriter;

  constructor({ dataDir, source }: SqliteHistoryOptions) {
    this.#db = openHistory(dataDir, source);
    this.#source = source;
    this.#writer = new HistoryWriter(this.#db);
  }

  /** The connection, for the queries beside this class. */
  get db(): Connection {
    return this.#db;
  }

  /** Position of the last event taken in. */
  position(): Position {
    return this.#writer.position();
  }

  /** Takes in a batch of events and its position, all or none of it. */
  apply(batch: readonly RecordedEvent[]): Applied {
    return this.#writer.apply(batch);
  }

  /** Drops every row; the log is then read from its start. */
  rebuild(): void {
    rebuildSchema(this.#db, this.#source);
    this.#writer = new HistoryWriter(this.#db);
  }

  /** How many events could not be taken in since the file was built, by reason. */
  skipped(): Readonly<Record<string, number>> {
    const rows = this.#all('SELECT reason, count(*) AS count FROM skipped GROUP BY reason');
    return Object.fromEntries(rows.map((row) => [String(row['reason']), Number(row['count'])]));
  }

  /**
   * Messages that are not finished, oldest first.
   * @param since leaves out those of earlier business days
   */
  unfinishedMessages(since: BusinessDay | null = null): readonly UnfinishedMessage[] {
    const marks = unfinishedStatuses.map(() => '?').join(', ');
    const sql = `SELECT message_id, hall_id, business_day, status FROM messages
      WHERE status IN (${marks}) AND business_day >= ? ORDER BY position`;
    return this.#all(sql, ...unfinishedStatuses, since ?? '').map((row) => ({
      messageId: row['message_id'] as MessageId,
      hallId: row['hall_id'] as HallId,
      businessDay: row['business_day'] as BusinessDay,
      status: row['status'] as MessageStatus,
    }));
  }

  /** What was decided of a hall's day, in the order of the log. */
  recordedDecisions(hallId: HallId, businessDay: BusinessDay): readonly MessageDecision[] {
    const sql = `SELECT state FROM messages WHERE hall_id = ? AND business_day = ? ORDER BY position`;
    return this.#all(sql, hallId, businessDay).map((row) => messageOf(row).decision);
  }

  close(): void {
    this.#db.close();
  }

  #all(sql: string, ...values: readonly (string | number)[]): Stored[] {
    return this.#db.prepare(sql).all(...values) as Stored[];
  }
}
