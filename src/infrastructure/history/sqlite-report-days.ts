import type { ReportDays } from '../../application/ports/report-days.js';
import type { ReportDay } from '../../projections/reports/report.js';
import type { SqliteHistory } from './sqlite-history.js';

/** The read model of reports: beside the rows of history, dropped and built anew with them. */
export class SqliteReportDays implements ReportDays {
  readonly #history: Pick<SqliteHistory, 'db'>;

  constructor(history: Pick<SqliteHistory, 'db'>) {
    this.#history = history;
  }

  find(stream: string): ReportDay | null {
    const sql = 'SELECT day FROM report_days WHERE stream = ?';
    const [row] = this.#history.db.prepare(sql).all(stream) as { day: string }[];
    return row === undefined ? null : (JSON.parse(row.day) as ReportDay);
  }

  keep(stream: string, day: ReportDay): void {
    const sql = 'INSERT OR REPLACE INTO report_days (stream, day) VALUES (?, ?)';
    this.#history.db.prepare(sql).run(stream, JSON.stringify(day));
  }
}
