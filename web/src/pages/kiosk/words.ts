import { serverNow } from '../../live/server-clock.js';
import type { KioskHall, KioskQueue } from './hall.js';

/** A key of the texts and what to put in. */
export type Words = Readonly<{ key: string; values: Readonly<Record<string, string | number>> }>;

const partsOf = (at: Date, timeZone: string, language: string) => {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  const named = new Intl.DateTimeFormat(language, {
    timeZone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(at);
  return { day, time, named };
};

/** A time by the hall's clock; with its day where that is not today. */
export const hallTime = (iso: string, timeZone: string, language: string): string => {
  const at = partsOf(new Date(iso), timeZone, language);
  const today = partsOf(new Date(serverNow()), timeZone, language).day;
  return at.day === today ? at.time : `${at.named} ${at.time}`;
};

/** Day and time, as a slip has them. */
export const slipTime = (iso: string, timeZone: string): string => {
  const { day, time } = partsOf(new Date(iso), timeZone, 'en');
  return `${day} ${time}`;
};

const isText = (value: unknown): value is string => typeof value === 'string';
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** When something that is refused becomes possible, or stops to be; null: nothing is said of it. */
const timeIn = (more: unknown): string | null =>
  [
    member(more, 'opensAt'),
    member(member(more, 'nextSlot'), 'from'),
    member(more, 'closesAt'),
    member(more, 'from'),
  ].find(isText) ?? null;

const timed = new Set(['queue_closed', 'quota_exhausted', 'closing_soon', 'too_early']);

/** A refusal in words, with its time by the hall's clock. */
export const refusalWords = (
  code: string,
  more: unknown,
  { timeZone, language }: Readonly<{ timeZone: string; language: string }>,
): Words => {
  const at = timed.has(code) ? timeIn(more) : null;
  if (at !== null)
    return { key: `kiosk.refused.${code}`, values: { time: hallTime(at, timeZone, language) } };
  const plain = timed.has(code) ? '_plain' : '';
  return { key: `kiosk.refused.${code}${plain}`, values: {} };
};

type Rules = Pick<KioskHall, 'returns' | 'recallLimit'>;

const returnWords = ({ place, limit, withinMinutes, priority }: Rules['returns']): Words[] => {
  if (limit === 0) return [{ key: 'kiosk.rule.none', values: {} }];
  const isUsual = place === 'last' && limit === null && withinMinutes === null && priority === null;
  if (isUsual) return [{ key: 'kiosk.rule.desk', values: {} }];
  const first = Array.isArray(place) ? (place[0] ?? 'last') : place;
  return [
    typeof first === 'string'
      ? { key: `kiosk.rule.${first}`, values: {} }
      : { key: 'kiosk.rule.after', values: { count: first.after } },
    ...(withinMinutes === null
      ? []
      : [{ key: 'kiosk.rule.within', values: { count: withinMinutes } }]),
    ...(limit === null ? [] : [{ key: 'kiosk.rule.limit', values: { count: limit } }]),
  ];
};

/** The hall's rule for who misses the call, as its parts. */
export const missedWords = ({ returns, recallLimit }: Rules): readonly Words[] => [
  ...(recallLimit === null || recallLimit === 0
    ? []
    : [{ key: 'kiosk.rule.recalls', values: { count: recallLimit } }]),
  ...returnWords(returns),
];

const mostPlaces = 6;

/** Where a queue is served: its windows' areas where all have one, else the windows. */
export const placesOf = ({ windows }: Pick<KioskQueue, 'windows'>): string => {
  const areas = new Set(windows.map(({ area }) => area));
  const names = areas.has(null)
    ? windows.map(({ name }) => name)
    : [...areas].map((area) => area ?? '');
  const more = names.length > mostPlaces ? '…' : '';
  return names.slice(0, mostPlaces).join('、') + more;
};

/** The letters of a service's tile: what its numbers begin with, else the name's first. */
export const tileOf = ({ prefix, name }: Pick<KioskQueue, 'prefix' | 'name'>): string =>
  prefix === '' ? (Array.from(name)[0] ?? '') : prefix;
