import type { BusinessDay, HallId } from '../../../domain/ids.js';
import type { ReportKey, ReportRow } from '../../../projections/reports/report.js';

/** What a report is about; `from` and `to` are days of the hall, both included. */
export type ReportRequest = Readonly<{
  hallId: HallId;
  from: BusinessDay;
  to: BusinessDay;
  by: ReportKey;
  withinMinutes: number;
}>;

export interface Reports {
  /** @throws AppError `store_unavailable` */
  run(request: ReportRequest): Promise<readonly ReportRow[]>;
}
