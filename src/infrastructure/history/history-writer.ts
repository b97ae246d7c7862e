import {
  type Read,
  readAgendaEvent,
  readCreditEvent,
  readHallEvent,
  readMessageEvent,
} from '../../application/events/codec.js';
import type { Position, RecordedEvent } from '../../application/ports/event-store.js';
import type { AgendaEvent } from '../../domain/agenda/events.js';
import type { CreditEvent } from '../../domain/credit/events.js';
import type { HallEvent } from '../../domain/hall/events.js';
import type { MessageId } from '../../domain/ids.js';
import type { MessageEvent } from '../../domain/message/events.js';
import {
  parseCreditStream,
  parseHallStream,
  parseMessageStream,
  streamPrefixes,
} from '../../domain/streams.js';
import { foldAppointment } from '../../projections/history/appointment-row.js';
import { foldCredit } from '../../projections/history/credit-row.js';
import { foldDay } from '../../projections/history/day-row.js';
import { foldGrants } from '../../projections/history/grant-rows.js';
import { foldMessage } from '../../projections/history/message-row.js';
import { foldNearTurn, foldTicket, isTicketFact } from '../../projections/history/ticket-row.js';
import type { Connection } from './database.js';
import { Tables } from './tables.js';

/** An event that history could not take in: kept with its place, so that it can be looked into. */
export type SkippedEvent = Readonly<{
  position: Position;
  stream: string;
  revision: number;
  reason: 'unknown_type' | 'newer_version' | 'invalid';
  detail: string;
}>;

/** What became of a batch. */
export type Applied = Readonly<{ applied: number; skipped: readonly SkippedEvent[] }>;

/** Folds batches of events into the tables, together with the position that they reach. */
export class HistoryWriter {
  readonly #db: Connection;
  readonly #tables: Tables;

  constructor(db: Connection) {
    this.#db = db;
    this.#tables = new Tables(db);
  }

  position(): Position {
    const sql = `SELECT value FROM meta WHERE key = 'position'`;
    return (this.#db.prepare(sql).all() as { value: Position }[])[0]?.value ?? ('' as Position);
  }

  /**
   * Applies a batch in one transaction: all of it and its position, or nothing. Events up to the
   * stored position are passed over, so that a batch may come twice.
   */
  apply(batch: readonly RecordedEvent[]): Applied {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = this.#fold(batch);
      this.#tables.flush();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#tables.clear();
    }
  }

  #fold(batch: readonly RecordedEvent[]): Applied {
    // Read within the transaction: another process may have been ahead.
    let position = this.position();
    const skipped: SkippedEvent[] = [];
    let applied = 0;
    for (const recorded of batch) {
      if (recorded.position <= position) continue;
      const unread = this.#tryFold(recorded);
      if (unread === null) applied += 1;
      else skipped.push(this.#skip(recorded, unread));
      position = recorded.position;
    }
    const update = this.#db.prepare(`UPDATE meta SET value = ? WHERE key = 'position'`);
    update.run(position);
    return { applied, skipped };
  }

  // One event that no fold can take (a time zone that nobody knows) must not stop all behind it.
  #tryFold(recorded: RecordedEvent): Unread | null {
    try {
      return this.#foldOne(recorded);
    } catch (error) {
      if (isSqliteError(error)) throw error;
      const { stream, revision, type } = recorded;
      return { ok: false, reason: 'invalid', detail: `${stream}@${revision} ${type}: not folded` };
    }
  }

  #foldOne(recorded: RecordedEvent): Unread | null {
    const { stream } = recorded;
    if (stream.startsWith(streamPrefixes.hall))
      return taken(readHallEvent(recorded), (event) => this.#hall(recorded, event));
    if (stream.startsWith(streamPrefixes.message))
      return taken(readMessageEvent(recorded), (event) => this.#message(recorded, event));
    if (stream.startsWith(streamPrefixes.credit))
      return taken(readCreditEvent(recorded), (event) => this.#credit(recorded, event));
    if (stream.startsWith(streamPrefixes.agenda))
      return taken(readAgendaEvent(recorded), (event) => this.#agenda(recorded, event));
    return null;
  }

  #agenda({ position }: RecordedEvent, event: AgendaEvent): void {
    const before = this.#tables.appointment(event.data.appointmentId);
    const after = foldAppointment(before, event, position);
    if (after !== null) this.#tables.putAppointment(after);
  }

  #hall(recorded: RecordedEvent, event: HallEvent): void {
    const of = parseHallStream(recorded.stream);
    if (of === null) return;
    if (isTicketFact(event)) {
      const { position, revision } = recorded;
      const before = this.#tables.ticket(event.data.ticketId);
      const after = foldTicket(before, event, { ...of, position, revision });
      if (after !== null && after !== before) this.#tables.putTicket(after);
      return;
    }
    const before = this.#tables.day(of.hallId, of.businessDay);
    const after = foldDay(before, event);
    if (after !== null && after !== before) this.#tables.putDay(after);
  }

  #message({ stream, position }: RecordedEvent, event: MessageEvent): void {
    const id: MessageId | null = parseMessageStream(stream);
    if (id === null) return;
    const before = this.#tables.message(id);
    const after = foldMessage(before, event, position);
    if (after === null || after === before) return;
    this.#tables.putMessage(after);
    if (after.message.decision.kind !== 'near-turn') return;
    const ticket = this.#tables.ticket(after.message.decision.ticketId);
    if (ticket !== null) this.#tables.putTicket(foldNearTurn(ticket, after));
  }

  #credit({ stream, position, revision }: RecordedEvent, event: CreditEvent): void {
    const subscriberId = parseCreditStream(stream);
    if (subscriberId === null) return;
    const key = { subscriberId, templateId: event.data.templateId };
    for (const row of foldGrants(this.#tables.grants(key), event, { position, revision }))
      this.#tables.putGrant(key, row);
    const before = this.#tables.credit(key);
    const after = foldCredit(before, event, position);
    if (after !== before) this.#tables.putCredit(key, after);
  }

  #skip(recorded: RecordedEvent, { reason, detail }: Unread): SkippedEvent {
    const { position, stream, revision } = recorded;
    const sql = 'INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?, ?)';
    this.#db.prepare(sql).run(position, stream, revision, reason, detail);
    return { position, stream, revision, reason, detail };
  }
}

type Unread = Extract<Read<never>, { ok: false }>;

const taken = <Event>(read: Read<Event>, take: (event: Event) => void): Unread | null => {
  if (!read.ok) return read;
  take(read.event);
  return null;
};

const isSqliteError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE');
