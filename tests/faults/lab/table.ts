import type { RoundReport } from './round.js';

const columns = [
  'seed',
  'kills',
  'commands',
  'unknown',
  'messages',
  'delivered',
  'duplicates',
  'lost',
  'in doubt',
  'in flight',
  'injected',
  'withheld',
  'drain s',
] as const;
type Column = (typeof columns)[number];

const cells = (row: Readonly<Record<Column, string | number>>): string =>
  columns.map((column) => String(row[column]).padStart(Math.max(column.length, 6))).join('  ');

/** The names of the columns. `unknown`: answers that were lost; `injected`: unknown outcomes of sends. */
export const header = columns
  .map((column) => column.padStart(Math.max(column.length, 6)))
  .join('  ');

const rowOf = (report: RoundReport): Readonly<Record<Column, number>> => ({
  seed: report.seed,
  kills: report.deaths.length,
  commands: report.commands,
  unknown: report.unknown,
  messages: report.messages,
  delivered: report.delivered,
  duplicates: report.duplicates,
  lost: report.lost,
  'in doubt': report.inDoubt,
  'in flight': report.inFlight,
  injected: report.unknownFaults,
  withheld: report.withheld,
  'drain s': Math.round(report.drainMs / 100) / 10,
});

/** One round as a line. */
export const lineOf = (report: RoundReport): string => {
  const shares = report.sendsBy.length > 1 ? `  sends ${report.sendsBy.join('/')}` : '';
  return cells(rowOf(report)) + shares;
};

/** All rounds as a line, and where the kills hit. */
export const totalLine = (reports: readonly RoundReport[]): string => {
  const sum = (column: Column): number =>
    reports.reduce((total, report) => total + rowOf(report)[column], 0);
  const totals = Object.fromEntries(columns.map((column) => [column, sum(column)]));
  const hits = new Map<string, number>();
  for (const { where } of reports.flatMap(({ deaths }) => deaths))
    hits.set(where, (hits.get(where) ?? 0) + 1);
  const where = [...hits].map(([name, count]) => `${name} ${count}`).join(', ');
  const row = { ...totals, seed: `Σ ${reports.length}` } as Record<Column, string | number>;
  return `${cells(row)}\nkilled at: ${where}`;
};
