import { localMomentAt } from '../../domain/calendar/local-time.js';
import type { BusinessDay } from '../../domain/ids.js';
import type { ClerkFact, DayFacts, StayFact, VisitFact } from './day-facts.js';

export const reportKeys = [
  'hall',
  'queue',
  'window',
  'clerk',
  'priority',
  'hour',
  'weekday',
  'day',
] as const;
/** By what a report is divided. */
export type ReportKey = (typeof reportKeys)[number];

/** Seconds of many, or nothing of none. */
export type Spread = Readonly<{
  count: number;
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  max: number | null;
}>;

/** One row of a report. */
export type ReportRow = Readonly<{
  key: string;
  issued: number;
  called: number;
  completed: number;
  noShow: number;
  abandoned: number;
  waitingSeconds: Spread;
  totalWaitingSeconds: Spread;
  waySeconds: Spread;
  serviceSeconds: Spread;
  noShowShare: number | null;
  withinShare: number | null;
  ratings: Readonly<{ count: number; mean: number | null }>;
  idleSeconds?: number;
  idleWhileWaitingSeconds?: number;
  breakSeconds?: number;
  recalls?: number;
  given?: number;
}>;

/** A day of a hall, in its own time zone. */
export type ReportDay = Readonly<{ businessDay: BusinessDay; timeZone: string; facts: DayFacts }>;

type Group = {
  readonly visits: VisitFact[];
  readonly stays: StayFact[];
};

const seconds = (ms: number): number => Math.round(ms / 1000);

/** The smallest value that so much of all are not above (nearest rank). */
const percentile = (sorted: readonly number[], part: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;

const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.map(seconds).toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? null : Math.round(sum / sorted.length),
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? null,
  };
};

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

const between = (from: string, to: string): number =>
  Math.max(0, Date.parse(to) - Date.parse(from));

const totalWaiting = ({ issuedAt, calledAt }: VisitFact): number | null =>
  calledAt === null ? null : between(issuedAt, calledAt);

const isAbandoned = ({ calledAt, end }: VisitFact): boolean =>
  calledAt === null && (end === 'cancelled' || end === 'expired');

/** How many were called within so many minutes, of those who were called or gave up after longer. */
const withinShareOf = ({ visits }: Group, withinMs: number): number | null => {
  const waits = visits.map(totalWaiting).filter((wait) => wait !== null);
  const within = waits.filter((wait) => wait <= withinMs).length;
  const gaveUp = visits.filter(
    (visit) =>
      isAbandoned(visit) &&
      visit.endedAt !== null &&
      between(visit.issuedAt, visit.endedAt) > withinMs,
  ).length;
  return share(within, waits.length + gaveUp);
};

const present = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null);

const rowOf = (key: string, group: Group, withinMinutes: number): ReportRow => {
  const { visits, stays } = group;
  const called = visits.filter(({ calledAt }) => calledAt !== null).length;
  const noShow = visits.filter(({ end }) => end === 'no_show').length;
  const ratings = present(visits.map(({ rating }) => rating));
  const sum = ratings.reduce((total, score) => total + score, 0);
  return {
    key,
    issued: visits.length,
    called,
    completed: visits.filter(({ end }) => end === 'completed').length,
    noShow,
    abandoned: visits.filter(isAbandoned).length,
    waitingSeconds: spreadOf(
      present(
        stays.map(({ enteredAt, calledAt }) =>
          calledAt === null ? null : between(enteredAt, calledAt),
        ),
      ),
    ),
    totalWaitingSeconds: spreadOf(present(visits.map(totalWaiting))),
    waySeconds: spreadOf(present(stays.map(({ wayMs }) => wayMs))),
    serviceSeconds: spreadOf(present(stays.map(({ serviceMs }) => serviceMs))),
    noShowShare: share(noShow, called),
    withinShare: withinShareOf(group, withinMinutes * 60_000),
    ratings: {
      count: ratings.length,
      mean: ratings.length === 0 ? null : Math.round((sum / ratings.length) * 100) / 100,
    },
  };
};

const two = (value: number): string => String(value).padStart(2, '0');

/** What a visit counts under: where it began, and when it came. */
const keyOfVisit = (
  by: ReportKey,
  day: ReportDay,
  visit: VisitFact,
  hall: string,
): string | null => {
  const first = visit.stays.find(({ calledAt }) => calledAt !== null);
  const local = () => localMomentAt(visit.issuedAt, day.timeZone);
  switch (by) {
    case 'hall':
      return hall;
    case 'queue':
      return visit.queueId;
    case 'window':
      return first?.windowId ?? null;
    case 'clerk':
      return first?.clerkId ?? null;
    case 'priority':
      return visit.priority;
    case 'hour':
      return two(Math.floor(local().minutes / 60));
    case 'weekday':
      return local().weekday;
    default:
      return day.businessDay;
  }
};

/** A stay counts under its own queue, window and clerk; else as its visit does. */
const keyOfStay = (by: ReportKey, stay: StayFact, visitKey: string | null): string | null => {
  if (by === 'queue') return stay.queueId;
  if (by === 'window') return stay.windowId;
  return by === 'clerk' ? stay.clerkId : visitKey;
};

type Asked = Readonly<{ hallId: string; by: ReportKey; withinMinutes: number }>;

/** A report over some days, its rows in the order of their keys. */
export const reportOf = (
  days: readonly ReportDay[],
  { hallId, by, withinMinutes }: Asked,
): readonly ReportRow[] => {
  const groups = new Map<string, Group>();
  const groupOf = (key: string): Group => {
    const known = groups.get(key) ?? { visits: [], stays: [] };
    groups.set(key, known);
    return known;
  };
  for (const day of days)
    for (const visit of day.facts.visits) {
      const key = keyOfVisit(by, day, visit, hallId);
      if (key !== null) groupOf(key).visits.push(visit);
      for (const stay of visit.stays) {
        const own = keyOfStay(by, stay, key);
        if (own !== null) groupOf(own).stays.push(stay);
      }
    }
  const rows = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => ({ row: rowOf(key, group, withinMinutes), stays: group.stays }));
  return rows.map(({ row, stays }) => (by === 'clerk' ? withClerk(row, stays, days) : row));
};

const withClerk = (
  row: ReportRow,
  stays: readonly StayFact[],
  days: readonly ReportDay[],
): ReportRow => {
  const total = (of: (fact: ClerkFact) => number): number =>
    seconds(
      days.reduce((sum, { facts }) => {
        const fact = facts.clerks.get(row.key);
        return fact === undefined ? sum : sum + of(fact);
      }, 0),
    );
  return {
    ...row,
    idleSeconds: total(({ idleMs }) => idleMs),
    idleWhileWaitingSeconds: total(({ idleWhileWaitingMs }) => idleWhileWaitingMs),
    breakSeconds: total(({ breakMs }) => breakMs),
    recalls: stays.reduce((sum, { recalls }) => sum + recalls, 0),
    given: stays.filter(({ given }) => given).length,
  };
};
