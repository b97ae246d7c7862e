import { z } from 'zod';
import type { Call } from '../route.js';
import type { BusinessDay, HallId } from '../../../domain/ids.js';
import { daysBefore } from '../../../domain/calendar/business-day.js';
import { reportKeys, type ReportRow } from '../../../projections/reports/report.js';
import { csvLines, type Cell } from '../csv.js';
import type { HttpDeps } from '../deps.js';
import { download } from '../download.js';
import { invalidRequest } from '../problem.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { businessDayField, hallIdField } from '../schemas/values.js';
import { settingsOf } from './halls.js';

const path = '/api/v1/halls/{hallId}/reports';
const readers = ['admin', 'auditor', 'terminal'] as const;
const params = z.strictObject({ hallId: hallIdField });
const mostDays = 400;

const query = z.strictObject({
  from: businessDayField,
  to: businessDayField,
  by: z.enum(reportKeys).default('hall'),
  withinMinutes: z.coerce.number().int().min(1).max(1440).default(10),
});
type Query = z.infer<typeof query>;

const whole = z.number().int();
const spreadOut = (description: string) =>
  z
    .object({
      count: whole,
      mean: whole.nullable(),
      p50: whole.nullable(),
      p90: whole.nullable(),
      p99: whole.nullable(),
      max: whole.nullable(),
    })
    .meta({ description });
const shareOut = (description: string) => z.number().nullable().meta({ description });
const clerks = whole.optional().meta({ description: 'by clerk only' });

const rowOut = z
  .object({
    key: z.string(),
    issued: whole,
    called: whole.meta({ description: 'visits that were called at least once' }),
    completed: whole,
    noShow: whole.meta({ description: 'visits that ended with a call that nobody followed' }),
    abandoned: whole.meta({
      description: 'given up, or left at the end of the day, without a call',
    }),
    waitingSeconds: spreadOut('of each stay: from entering the line to its first call'),
    totalWaitingSeconds: spreadOut('of each visit: from its issue to its first call'),
    waySeconds: spreadOut('from the last call to the start, where a window says when it starts'),
    serviceSeconds: spreadOut('from the start, else the last call, to the end by a window'),
    noShowShare: shareOut('noShow ÷ called'),
    withinShare: shareOut(
      'called within withinMinutes ÷ (called + abandoned after longer than that)',
    ),
    ratings: z.object({ count: whole, mean: z.number().nullable() }),
    idleSeconds: clerks,
    idleWhileWaitingSeconds: clerks,
    breakSeconds: clerks,
    recalls: clerks,
    given: clerks,
  })
  .meta({ id: 'ReportRow' });
const reportOut = z.object({ items: z.array(rowOut) }).meta({ id: 'Report' });

const checkDays = ({ from, to }: Query): void => {
  if (to < from) throw invalidRequest([{ path: 'to', message: 'must not be before from' }]);
  if (daysBefore(to, mostDays - 1) > from)
    throw invalidRequest([{ path: 'from', message: `at most ${mostDays} days` }]);
};

type Asked = Call<Readonly<{ hallId: HallId }>, Query, unknown>;

const rowsOf = async (deps: HttpDeps, call: Asked): Promise<readonly ReportRow[]> => {
  const { hallId } = call.params;
  settingsOf(deps, hallId);
  checkDays(call.query);
  const { from, to, by, withinMinutes } = call.query;
  return deps.reports.run({ hallId, from: from as BusinessDay, to, by, withinMinutes });
};

const spreads = ['waitingSeconds', 'totalWaitingSeconds', 'waySeconds', 'serviceSeconds'] as const;
const numbers = ['count', 'mean', 'p50', 'p90', 'p99', 'max'] as const;
const plain = [
  'key',
  'issued',
  'called',
  'completed',
  'noShow',
  'abandoned',
  'noShowShare',
  'withinShare',
] as const;
const ofClerks = [
  'idleSeconds',
  'idleWhileWaitingSeconds',
  'breakSeconds',
  'recalls',
  'given',
] as const;

const columns = [
  ...plain,
  ...spreads.flatMap((spread) => numbers.map((one) => `${spread}.${one}`)),
  'ratings.count',
  'ratings.mean',
  ...ofClerks,
];

const cellsOf = (row: ReportRow): Readonly<Record<string, Cell>> => ({
  ...Object.fromEntries(plain.map((name) => [name, row[name]])),
  ...Object.fromEntries(
    spreads.flatMap((spread) => numbers.map((one) => [`${spread}.${one}`, row[spread][one]])),
  ),
  'ratings.count': row.ratings.count,
  'ratings.mean': row.ratings.mean,
  ...Object.fromEntries(ofClerks.map((name) => [name, row[name] ?? null])),
});

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

const csvType = 'text/csv; charset=utf-8';

/** What became of the visits of some days. */
export const reportRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path,
    tag: 'Admin',
    summary: 'Visits, waits and services of some days, by what you like (统计)',
    description:
      "Days and hours are the hall's own; an hour is that of arrival. A visit counts where it began, a stay in a line where it was. What the day's end closed is in no service time.",
    access: readers,
    params,
    query,
    responses: { 200: { description: 'The report', schema: reportOut } },
    problems: ['unknown_hall'],
    handle: async (call) => ok({ items: await rowsOf(deps, call) }),
  }),
  defineRoute({
    method: 'get',
    path: `${path}.csv`,
    tag: 'Admin',
    summary: 'The same as CSV',
    access: readers,
    params,
    query,
    responses: { 200: { description: 'The report', schema: z.string(), contentType: csvType } },
    problems: ['unknown_hall'],
    handle: async (call) => {
      const rows = await rowsOf(deps, call);
      const name = `report-${call.query.from}-${call.query.to}.csv`;
      return download({ name, contentType: csvType }, csvLines(columns, each(rows.map(cellsOf))));
    },
  }),
];
