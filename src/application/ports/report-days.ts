import type { ReportDay } from '../../projections/reports/report.js';

/** The days that are over as reports need them, each folded once; what is dropped is folded again. */
export interface ReportDays {
  find(stream: string): ReportDay | null;
  keep(stream: string, day: ReportDay): void;
}
