import type { Clock } from '../../application/ports/clock.js';
import type { Page, PageRequest } from '../../application/ports/inbound/pages.js';
import type { PastTicket, TicketHistory } from '../../application/ports/inbound/history.js';
import type { TicketMessage } from '../../application/ports/inbound/live.js';
import type { SubscriberId, TicketId } from '../../domain/ids.js';
import { pastTicketOf, ticketMessageOf } from './audit-rows.js';
import { Cursors } from './cursor.js';
import type { Connection } from './database.js';
import { equals, pageOf } from './list-query.js';
import { myTickets } from './lists.js';
import type { SqliteHistory } from './sqlite-history.js';
import { storedMessagesOf, storedTicket } from './stored-tickets.js';

/** What {@link SqliteTicketHistory} answers from. */
export type SqliteTicketHistoryOptions = Readonly<{
  history: SqliteHistory;
  clock: Clock;
  /** Signs cursors; the same at all instances. */
  cursorKey: string;
}>;

/** Tickets of any day, for those who hold them. */
export class SqliteTicketHistory implements TicketHistory {
  readonly #db: Connection;
  readonly #clock: Clock;
  readonly #cursors: Cursors;

  constructor({ history, clock, cursorKey }: SqliteTicketHistoryOptions) {
    this.#db = history.db;
    this.#clock = clock;
    this.#cursors = new Cursors(cursorKey);
  }

  async ticket(ticketId: TicketId): Promise<PastTicket | null> {
    const stored = storedTicket(this.#db, ticketId);
    return stored === null ? null : pastTicketOf(stored, this.#clock.now());
  }

  async messagesOf(ticketId: TicketId): Promise<readonly TicketMessage[]> {
    return storedMessagesOf(this.#db, ticketId).map(ticketMessageOf);
  }

  async ticketsOf(subscriberId: SubscriberId, page: PageRequest): Promise<Page<PastTicket>> {
    const now = this.#clock.now();
    const where = [equals('t.subscriber_id', subscriberId)];
    const from = { db: this.#db, cursors: this.#cursors, list: myTickets, where };
    return pageOf(from, page, (row) => pastTicketOf(row, now));
  }
}
