import type { HallEvent } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { ticketsByIssue } from '../../../src/domain/hall/queries.js';
import type { HallState, RunningHall } from '../../../src/domain/hall/state.js';
import type { WindowId } from '../../../src/domain/ids.js';
import type { ReportKey, ReportRow, Spread } from '../../../src/projections/reports/report.js';

// The figures of a report as somebody would count them with the day's events on paper: ticket by ticket, each
// question asked of all its events anew. Nothing here is folded but the hall itself, for who sat where.

/** A day of the hall, and the hall after each of its events. */
export type PaperDay = Readonly<{
  businessDay: string;
  events: readonly HallEvent[];
  halls: readonly HallState[];
}>;

export const paperDay = (businessDay: string, events: readonly HallEvent[]): PaperDay => {
  let hall: HallState = hallDecider.initialState;
  const halls = events.map((event) => (hall = hallDecider.evolve(hall, event)));
  return { businessDay, events, halls };
};

type Told<Type extends HallEvent['type'] = HallEvent['type']> = Extract<HallEvent, { type: Type }>;
type Keys = Readonly<Partial<Record<ReportKey, string | null>>>;
type Visit = Readonly<{
  keys: Keys;
  issued: number;
  firstCall: number | null;
  end: HallEvent['type'] | null;
  ended: number | null;
  score: number | null;
}>;
type Stay = Readonly<{
  keys: Keys;
  waiting: number | null;
  way: number | null;
  service: number | null;
  recalls: number;
  isGiven: boolean;
}>;

const ms = ({ at, occurredAt }: HallEvent): number => Date.parse(occurredAt ?? at);
const is =
  <Type extends HallEvent['type']>(...types: readonly Type[]) =>
  (event: HallEvent): event is Told<Type> =>
    types.some((type) => event.type === type);
const isCall = is('WindowCalled');
const isRecall = is('TicketRecalled');
const isStart = is('ServiceStarted');
const isEnd = is('TicketCompleted', 'TicketNoShow', 'TicketCancelled', 'TicketExpired');
const beginsStay = is('TicketIssued', 'TicketTransferred', 'TicketReturned');
const since = (from: number, to: number): number => Math.max(0, to - from);

/** Shanghai has no clock changes. */
const local = (at: number): Date => new Date(at + 8 * 3_600_000);
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const clerkOf = ({ events, halls }: PaperDay, call: Told<'WindowCalled'>): string | null => {
  const hall = halls[events.indexOf(call)];
  if (hall === undefined || hall.status === 'unopened') return null;
  return hall.windows.get(call.data.windowId)?.clerk?.clerkId ?? null;
};

const placeOf = (day: PaperDay, call: Told<'WindowCalled'> | undefined) => ({
  window: call?.data.windowId ?? null,
  clerk: call === undefined ? null : clerkOf(day, call),
});

const visitOf = (day: PaperDay, issue: Told<'TicketIssued'>, all: readonly HallEvent[]): Visit => {
  const call = all.find(isCall);
  const arrival = local(ms(issue));
  const turn = all.findLast(
    (event) => isEnd(event) || isCall(event) || event.type === 'TicketReturned',
  );
  const end = turn !== undefined && isEnd(turn) ? turn : null;
  return {
    keys: {
      hall: 'demo',
      queue: issue.data.queueId,
      ...placeOf(day, call),
      priority: issue.data.priority,
      hour: arrival.toISOString().slice(11, 13),
      weekday: weekdays[arrival.getUTCDay()] ?? null,
      day: day.businessDay,
    },
    issued: ms(issue),
    firstCall: call === undefined ? null : ms(call),
    end: end?.type ?? null,
    ended: end === null ? null : ms(end),
    score: all.findLast(is('TicketRated'))?.data.score ?? null,
  };
};

const queueOfStay = (
  begin: Told<'TicketIssued' | 'TicketTransferred' | 'TicketReturned'>,
): string => (begin.type === 'TicketTransferred' ? begin.data.toQueueId : begin.data.queueId);

/** What was told of a ticket from one begin of a stay to the next, both included. */
const staysOf = (day: PaperDay, visit: Visit, all: readonly HallEvent[]): readonly Stay[] =>
  all.flatMap((begin, from): Stay[] => {
    if (!beginsStay(begin)) return [];
    const length = all.slice(from + 1).findIndex(beginsStay);
    const within = all.slice(from + 1, length === -1 ? undefined : from + 1 + length);
    const next = length === -1 ? undefined : all[from + 1 + length];
    const call = within.find(isCall);
    const lastCall = (before: readonly HallEvent[]): HallEvent | undefined =>
      before.findLast((event) => isCall(event) || isRecall(event));
    const start = within.findLast(isStart);
    const announced =
      start === undefined ? undefined : lastCall(within.slice(0, within.indexOf(start)));
    const done =
      within.find(is('TicketCompleted')) ?? (next?.type === 'TicketTransferred' ? next : undefined);
    const atWindow = within.slice(within.findLastIndex(isCall));
    const served = atWindow.findLast(isStart) ?? lastCall(atWindow);
    return [
      {
        keys: { ...visit.keys, queue: queueOfStay(begin), ...placeOf(day, call) },
        waiting: call === undefined ? null : since(ms(begin), ms(call)),
        way:
          start === undefined || announced === undefined ? null : since(ms(announced), ms(start)),
        service: done === undefined || served === undefined ? null : since(ms(served), ms(done)),
        recalls: within.filter(isRecall).length,
        isGiven: within.some(
          (event) =>
            isCall(event) && event.data.how === 'given' && event.data.reason !== 'reported',
        ),
      },
    ];
  });

const isFor = (hall: RunningHall, windowId: WindowId): boolean => {
  const served =
    hall.settings.windows.find((window) => window.windowId === windowId)?.queueIds ?? [];
  return [...ticketsByIssue(hall)].some(
    ({ status, standing: { forWindowId }, queueId }) =>
      status.state === 'waiting' &&
      (forWindowId === windowId || (forWindowId === null && served.includes(queueId))),
  );
};

/** What a clerk did between one event of the day and the next, as long as the hall was open. */
const clerkTimes = (days: readonly PaperDay[], clerkId: string) => {
  const times = { idle: 0, idleWhileWaiting: 0, break: 0 };
  for (const { events, halls } of days)
    for (const [index, hall] of halls.entries()) {
      const [now, then] = [events[index], events[index + 1]];
      if (now === undefined || then === undefined || hall.status !== 'open') continue;
      const passed = Date.parse(then.at) - Date.parse(now.at);
      for (const [windowId, { clerk, state, ticketId }] of hall.windows) {
        if (clerk?.clerkId !== clerkId) continue;
        if (state === 'paused') times.break += passed;
        const isIdle = state === 'open' && ticketId === null;
        if (isIdle) times.idle += passed;
        if (isIdle && isFor(hall, windowId)) times.idleWhileWaiting += passed;
      }
    }
  return times;
};

const spread = (values: readonly (number | null)[]): Spread => {
  const seconds = values.filter((value) => value !== null).map((value) => Math.round(value / 1000));
  const count = seconds.length;
  if (count === 0) return { count, mean: null, p50: null, p90: null, p99: null, max: null };
  /** The smallest that so many in a hundred are not above. */
  const at = (percent: number): number =>
    Math.min(
      ...seconds.filter(
        (value) => seconds.filter((other) => other <= value).length * 100 >= percent * count,
      ),
    );
  const mean = Math.round(seconds.reduce((sum, value) => sum + value, 0) / count);
  return { count, mean, p50: at(50), p90: at(90), p99: at(99), max: Math.max(...seconds) };
};

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

const rowOf = (
  key: string,
  { visits, stays }: Readonly<{ visits: readonly Visit[]; stays: readonly Stay[] }>,
  withinMinutes: number,
): ReportRow => {
  const ended = (type: HallEvent['type']) => visits.filter(({ end }) => end === type).length;
  const called = visits.filter(({ firstCall }) => firstCall !== null);
  const waited = called.map(({ issued, firstCall }) => since(issued, firstCall ?? issued));
  const gaveUp = visits.filter(
    ({ firstCall, end }) =>
      firstCall === null && (end === 'TicketCancelled' || end === 'TicketExpired'),
  );
  const within = waited.filter((wait) => wait <= withinMinutes * 60_000).length;
  const gaveUpLater = gaveUp.filter(
    ({ issued, ended: at }) => (at ?? issued) - issued > withinMinutes * 60_000,
  ).length;
  const scores = visits.flatMap(({ score }) => (score === null ? [] : [score]));
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    key,
    issued: visits.length,
    called: called.length,
    completed: ended('TicketCompleted'),
    noShow: ended('TicketNoShow'),
    abandoned: gaveUp.length,
    waitingSeconds: spread(stays.map(({ waiting }) => waiting)),
    totalWaitingSeconds: spread(waited),
    waySeconds: spread(stays.map(({ way }) => way)),
    serviceSeconds: spread(stays.map(({ service }) => service)),
    noShowShare: share(ended('TicketNoShow'), called.length),
    withinShare: share(within, called.length + gaveUpLater),
    ratings: {
      count: scores.length,
      mean: scores.length === 0 ? null : Math.round((sum / scores.length) * 100) / 100,
    },
  };
};

/** A report over some days of the demo hall, counted on paper. */
export const recount = (
  days: readonly PaperDay[],
  { by, withinMinutes }: Readonly<{ by: ReportKey; withinMinutes: number }>,
): readonly ReportRow[] => {
  const visits: Visit[] = [];
  const stays: Stay[] = [];
  for (const day of days)
    for (const issue of day.events.filter(is('TicketIssued'))) {
      const { ticketId } = issue.data;
      const all = day.events.filter(({ data }) => 'ticketId' in data && data.ticketId === ticketId);
      const visit = visitOf(day, issue, all);
      visits.push(visit);
      stays.push(...staysOf(day, visit, all));
    }
  const keys = [...visits, ...stays].flatMap(({ keys: { [by]: key = null } }) =>
    key === null ? [] : [key],
  );
  return [...new Set(keys)].toSorted().map((key) => {
    const own = {
      visits: visits.filter(({ keys: { [by]: other } }) => other === key),
      stays: stays.filter(({ keys: { [by]: other } }) => other === key),
    };
    const row = rowOf(key, own, withinMinutes);
    if (by !== 'clerk') return row;
    const times = clerkTimes(days, key);
    return {
      ...row,
      idleSeconds: Math.round(times.idle / 1000),
      idleWhileWaitingSeconds: Math.round(times.idleWhileWaiting / 1000),
      breakSeconds: Math.round(times.break / 1000),
      recalls: own.stays.reduce((sum, { recalls }) => sum + recalls, 0),
      given: own.stays.filter(({ isGiven }) => isGiven).length,
    };
  });
};
