import type { Connection } from './database.js';
import { sliceOf } from './list-query.js';
import { tickets } from './lists.js';
import type { Stored } from './rows.js';

/** A ticket's row and its day's end, or null for a ticket that history does not know. */
export const storedTicket = (db: Connection, ticketId: string): Stored | null => {
  const where = [{ sql: 't.ticket_id = ?', value: ticketId }];
  return sliceOf(db, tickets, { where, after: null, limit: 1 })[0] ?? null;
};

/** The rows of a ticket's messages, oldest first. */
export const storedMessagesOf = (db: Connection, ticketId: string): readonly Stored[] => {
  const sql = 'SELECT * FROM messages WHERE ticket_id = ? ORDER BY decided_at, position';
  return db.prepare(sql).all(ticketId) as Stored[];
};
