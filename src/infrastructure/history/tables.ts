import type { AppointmentId, MessageId, TicketId } from '../../domain/ids.js';
import type { AppointmentRow } from '../../projections/history/appointment-row.js';
import type { CreditRow } from '../../projections/history/credit-row.js';
import type { DayRow } from '../../projections/history/day-row.js';
import type { GrantRow } from '../../projections/history/grant-rows.js';
import type { MessageRow } from '../../projections/history/message-row.js';
import type { TicketRow } from '../../projections/history/ticket-row.js';
import type { Connection } from './database.js';
import { UpsertTable } from './upsert-table.js';
import {
  type GrantKey,
  type Stored,
  appointmentRow,
  appointmentValues,
  creditRow,
  creditValues,
  dayRow,
  dayValues,
  grantRow,
  grantValues,
  messageRow,
  messageValues,
  ticketRow,
  ticketValues,
} from './rows.js';

type Cached<Row> = { row: Row | null; dirty: boolean };

/**
 * The rows that a batch of events reads and changes: each is read once and written once, however
 * many events of the batch concern it.
 */
export class Tables {
  readonly #db: Connection;
  readonly #days: UpsertTable;
  readonly #tickets: UpsertTable;
  readonly #messages: UpsertTable;
  readonly #grants: UpsertTable;
  readonly #credits: UpsertTable;
  readonly #appointments: UpsertTable;
  readonly #cachedDays = new Map<string, Cached<DayRow>>();
  readonly #cachedTickets = new Map<string, Cached<TicketRow>>();
  readonly #cachedMessages = new Map<string, Cached<MessageRow>>();

  constructor(db: Connection) {
    this.#db = db;
    this.#days = new UpsertTable(db, 'days', ['hall_id', 'business_day']);
    this.#tickets = new UpsertTable(db, 'tickets', ['ticket_id']);
    this.#messages = new UpsertTable(db, 'messages', ['message_id']);
    this.#grants = new UpsertTable(db, 'grants', ['subscriber_id', 'template_id', 'revision']);
    this.#credits = new UpsertTable(db, 'credits', ['subscriber_id', 'template_id']);
    this.#appointments = new UpsertTable(db, 'appointments', ['appointment_id']);
  }

  day(hallId: string, businessDay: string): DayRow | null {
    const key = dayKey(hallId, businessDay);
    return cached(this.#cachedDays, key, () => this.#days.find([hallId, businessDay], dayRow));
  }

  putDay(row: DayRow): void {
    const before = this.day(row.hallId, row.businessDay);
    put(this.#cachedDays, dayKey(row.hallId, row.businessDay), row);
    if (before !== null && before.nearTurn !== row.nearTurn) this.#retell(row);
  }

  ticket(id: TicketId): TicketRow | null {
    return cached(this.#cachedTickets, id, () => this.#tickets.find([id], ticketRow));
  }

  putTicket(row: TicketRow): void {
    put(this.#cachedTickets, row.ticketId, row);
  }

  message(id: MessageId): MessageRow | null {
    return cached(this.#cachedMessages, id, () => this.#messages.find([id], messageRow));
  }

  putMessage(row: MessageRow): void {
    put(this.#cachedMessages, row.message.decision.messageId, row);
  }

  /** All grants of a person and template, oldest first. */
  grants({ subscriberId, templateId }: GrantKey): readonly GrantRow[] {
    const sql = `SELECT * FROM grants WHERE subscriber_id = ? AND template_id = ? ORDER BY revision`;
    return (this.#db.prepare(sql).all(subscriberId, templateId) as Stored[]).map(grantRow);
  }

  putGrant(key: GrantKey, row: GrantRow): void {
    this.#grants.put(grantValues(key, row));
  }

  credit({ subscriberId, templateId }: GrantKey): CreditRow | null {
    return this.#credits.find([subscriberId, templateId], creditRow);
  }

  putCredit(key: GrantKey, row: CreditRow): void {
    this.#credits.put(creditValues(key, row));
  }

  appointment(id: AppointmentId): AppointmentRow | null {
    return this.#appointments.find([id], appointmentRow);
  }

  putAppointment(row: AppointmentRow): void {
    this.#appointments.put(appointmentValues(row));
  }

  /** Writes what has changed. */
  flush(): void {
    for (const row of changed(this.#cachedDays)) this.#days.put(dayValues(row));
    for (const row of changed(this.#cachedTickets))
      this.#tickets.put(ticketValues(row, this.#sendsNearTurn(row)));
    for (const row of changed(this.#cachedMessages)) this.#messages.put(messageValues(row));
  }

  /** Forgets what was read: at the end of a batch, and when it was rolled back. */
  clear(): void {
    this.#cachedDays.clear();
    this.#cachedTickets.clear();
    this.#cachedMessages.clear();
  }

  #sendsNearTurn({ hallId, businessDay }: TicketRow): boolean {
    return this.day(hallId, businessDay)?.nearTurn ?? true;
  }

  // Switched on or off within the day: that is the reason of all whom it leaves without a message.
  #retell({ hallId, businessDay, nearTurn }: DayRow): void {
    this.flush();
    const [from, to] = nearTurn ? ['off', 'not_near'] : ['not_near', 'off'];
    this.#db
      .prepare('UPDATE tickets SET told = ? WHERE hall_id = ? AND business_day = ? AND told = ?')
      .run(to, hallId, businessDay, from);
  }
}

const dayKey = (hallId: string, businessDay: string): string => `${businessDay} ${hallId}`;

const cached = <Row>(rows: Map<string, Cached<Row>>, key: string, read: () => Row | null) => {
  const found = rows.get(key);
  if (found !== undefined) return found.row;
  const row = read();
  rows.set(key, { row, dirty: false });
  return row;
};

const put = <Row>(rows: Map<string, Cached<Row>>, key: string, row: Row): void => {
  rows.set(key, { row, dirty: true });
};

const changed = function* <Row>(rows: Map<string, Cached<Row>>): Generator<Row> {
  for (const entry of rows.values()) {
    if (!entry.dirty || entry.row === null) continue;
    entry.dirty = false;
    yield entry.row;
  }
};
