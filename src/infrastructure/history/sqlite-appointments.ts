import { storeUnavailable } from '../../application/errors.js';
import type { AppointmentIndex } from '../../application/ports/appointments.js';
import type { Page, PageRequest } from '../../application/ports/inbound/pages.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  SubscriberId,
} from '../../domain/ids.js';
import type { AppointmentRow } from '../../projections/history/appointment-row.js';
import { Cursors } from './cursor.js';
import type { Connection } from './database.js';
import { equals, pageOf } from './list-query.js';
import { myAppointments } from './lists.js';
import { appointmentRow, type Stored } from './rows.js';
import type { SqliteHistory } from './sqlite-history.js';
import type { CatchUp } from './up-to-date.js';

export type SqliteAppointmentsOptions = Readonly<{
  history: SqliteHistory;
  catchUp: CatchUp;
  /** Signs cursors; the same at all instances. */
  cursorKey: string;
}>;

/** Appointments of any hall and day, from the history. */
export class SqliteAppointments implements AppointmentIndex {
  readonly #db: Connection;
  readonly #catchUp: CatchUp;
  readonly #cursors: Cursors;

  constructor({ history, catchUp, cursorKey }: SqliteAppointmentsOptions) {
    this.#db = history.db;
    this.#catchUp = catchUp;
    this.#cursors = new Cursors(cursorKey);
  }

  async find(appointmentId: AppointmentId): Promise<AppointmentRow | null> {
    const sql = 'SELECT * FROM appointments WHERE appointment_id = ?';
    return this.#first(sql, [appointmentId]);
  }

  async findByRef(hallId: HallId, ref: string, from: BusinessDay): Promise<AppointmentRow | null> {
    const sql = `SELECT * FROM appointments WHERE hall_id = ? AND ref = ? AND business_day >= ?
      AND state <> 'cancelled' ORDER BY business_day LIMIT 1`;
    return this.#first(sql, [hallId, ref, from]);
  }

  async ofPerson(
    subscriberId: SubscriberId,
    since: Instant,
    page: PageRequest,
  ): Promise<Page<AppointmentRow>> {
    await this.#catchUp();
    const where = [equals('subscriber_id', subscriberId), { sql: 'booked_at >= ?', value: since }];
    const from = { db: this.#db, cursors: this.#cursors, list: myAppointments, where };
    return pageOf(from, page, appointmentRow);
  }

  async openDays(
    day: BusinessDay,
  ): Promise<readonly Readonly<{ hallId: HallId; businessDay: BusinessDay }>[]> {
    const sql = `SELECT DISTINCT hall_id AS hallId, business_day AS businessDay FROM appointments
      WHERE state = 'booked' AND business_day < ? ORDER BY business_day`;
    return this.#db.prepare(sql).all(day) as { hallId: HallId; businessDay: BusinessDay }[];
  }

  // What was booked a moment ago, perhaps at another instance, is waited for once.
  async #first(sql: string, values: readonly string[]): Promise<AppointmentRow | null> {
    const find = (): AppointmentRow | null => {
      const [stored] = this.#db.prepare(sql).all(...values) as Stored[];
      return stored === undefined ? null : appointmentRow(stored);
    };
    const found = find();
    if (found !== null) return found;
    if (!(await this.#catchUp())) {
      const late = find();
      if (late !== null) return late;
      throw storeUnavailable('the history is still being built');
    }
    return find();
  }
}
