import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../application/ports/clock.js';
import type { EventStore } from '../../application/ports/event-store.js';
import type {
  Audit,
  AuditCredit,
  AuditMessage,
  AuditTicket,
  CreditFilter,
  CreditTrail,
  LedgerRow,
  MessageFilter,
  TicketFilter,
  TimelineEntry,
} from '../../application/ports/inbound/auditors.js';
import type { Page, PageRequest } from '../../application/ports/inbound/pages.js';
import type { Logger } from '../../application/ports/logger.js';
import type { MessageId, SubscriberId } from '../../domain/ids.js';
import { auditCreditOf, auditMessageOf, auditTicketOf, ledgerRowOf } from './audit-rows.js';
import { AuditTrail, type MessageTrail } from './audit-trail.js';
import { Cursors } from './cursor.js';
import type { Connection } from './database.js';
import { keysOf, pageOf, sliceOf } from './list-query.js';
import {
  credits,
  creditsWhere,
  ledger,
  messages,
  messagesWhere,
  tickets,
  ticketsWhere,
} from './lists.js';
import { type Stored, messageRow, ticketRow } from './rows.js';
import type { SqliteHistory } from './sqlite-history.js';
import { storedMessagesOf, storedTicket } from './stored-tickets.js';

/** What {@link SqliteAudit} answers from. */
export type SqliteAuditOptions = Readonly<{
  history: SqliteHistory;
  store: EventStore;
  clock: Clock;
  logger: Logger;
  /** Signs cursors; the same at all instances. */
  cursorKey: string;
}>;

const exportSlice = 500;

/** What auditors ask for: lists from the history, single cases told from the log itself. */
export class SqliteAudit implements Audit {
  readonly #db: Connection;
  readonly #clock: Clock;
  readonly #cursors: Cursors;
  readonly #trail: AuditTrail;

  constructor({ history, store, clock, logger, cursorKey }: SqliteAuditOptions) {
    this.#db = history.db;
    this.#clock = clock;
    this.#cursors = new Cursors(cursorKey);
    this.#trail = new AuditTrail({
      store,
      firstRevisionOf: (id) => Number(storedTicket(this.#db, id)?.['first_revision'] ?? 0),
      onUnread: (detail) => logger.warn({ detail }, 'timeline_event_unreadable'),
    });
  }

  async messages(filter: MessageFilter, page: PageRequest): Promise<Page<AuditMessage>> {
    const from = { db: this.#db, cursors: this.#cursors };
    return pageOf({ ...from, list: messages, where: messagesWhere(filter) }, page, auditMessageOf);
  }

  async *streamMessages(filter: MessageFilter): AsyncGenerator<AuditMessage, void, void> {
    const where = messagesWhere(filter);
    let after: readonly string[] | null = null;
    for (;;) {
      const rows: Stored[] = sliceOf(this.#db, messages, { where, after, limit: exportSlice });
      for (const row of rows) yield auditMessageOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < exportSlice) return;
      after = keysOf(messages, last);
      // A long export must not keep the hall waiting.
      await nextTurn();
    }
  }

  async message(messageId: string): Promise<MessageTrail | null> {
    return this.#trail.message(messageId as MessageId);
  }

  async tickets(filter: TicketFilter, page: PageRequest): Promise<Page<AuditTicket>> {
    const now = this.#clock.now();
    const from = { db: this.#db, cursors: this.#cursors, list: tickets };
    return pageOf({ ...from, where: ticketsWhere(filter) }, page, (row) => auditTicketOf(row, now));
  }

  async ticket(
    ticketId: string,
  ): Promise<(AuditTicket & { timeline: readonly TimelineEntry[] }) | null> {
    const stored = storedTicket(this.#db, ticketId);
    if (stored === null) return null;
    const theirs = storedMessagesOf(this.#db, ticketId).map(messageRow);
    const timeline = await this.#trail.ticket(ticketRow(stored), theirs);
    return { ...auditTicketOf(stored, this.#clock.now()), timeline };
  }

  async pushLedger(page: PageRequest): Promise<Page<LedgerRow>> {
    const from = { db: this.#db, cursors: this.#cursors, list: ledger };
    return pageOf({ ...from, where: [] }, page, ledgerRowOf);
  }

  async credits(filter: CreditFilter, page: PageRequest): Promise<Page<AuditCredit>> {
    const from = { db: this.#db, cursors: this.#cursors, list: credits };
    return pageOf({ ...from, where: creditsWhere(filter) }, page, auditCreditOf);
  }

  async creditsOf(subscriberId: string): Promise<CreditTrail | null> {
    return this.#trail.credits(subscriberId as SubscriberId);
  }
}
