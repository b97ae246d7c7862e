import { spokenLanguages, type SpokenLanguage } from './words.js';

export const layouts = ['list', 'grid', 'areas', 'one'] as const;
export type Layout = (typeof layouts)[number];

/** Minutes of the day, `to` excluded; over midnight where `to` is before `from`. */
export type Span = Readonly<{ from: number; to: number }>;

/** What a display's address says of it. */
export type DisplayOptions = Readonly<{
  layout: Layout;
  /** The window of layout `one`. */
  windowId: string | null;
  /** None: the whole hall. */
  areas: readonly string[];
  ticker: string;
  languages: readonly SpokenLanguage[];
  repeat: number;
  /** 0 to 1. */
  volume: number;
  quiet: readonly Span[];
  chime: boolean;
}>;

/** The part of a query that vue-router hands over. */
export type Query = Readonly<
  Record<string, string | null | readonly (string | null)[] | undefined>
>;

const allOf = (query: Query, name: string): readonly string[] => {
  const value = query[name];
  const values: readonly (string | null | undefined)[] =
    typeof value === 'string' || value === null || value === undefined ? [value] : value;
  return values.flatMap((one) => (one === null || one === undefined || one === '' ? [] : [one]));
};
const oneOf = (query: Query, name: string): string | null => allOf(query, name)[0] ?? null;

const numberOf = (
  text: string | null,
  { low, high, usual }: Readonly<{ low: number; high: number; usual: number }>,
): number => {
  const number = Number(text);
  if (text === null || !Number.isFinite(number)) return usual;
  return Math.min(high, Math.max(low, number));
};

const minutesOf = (hours: string, minutes: string): number => Number(hours) * 60 + Number(minutes);

/** `12:00-14:00,22:00-06:00`; what cannot be read is left out. */
export const spansOf = (text: string): readonly Span[] =>
  text.split(',').flatMap((part) => {
    const found = /^\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/.exec(part);
    if (found === null) return [];
    const [, fromHours = '', fromMinutes = '', toHours = '', toMinutes = ''] = found;
    return [{ from: minutesOf(fromHours, fromMinutes), to: minutesOf(toHours, toMinutes) }];
  });

/** Whether a minute of the day is in one of the spans. */
export const isWithin = (spans: readonly Span[], minute: number): boolean =>
  spans.some(({ from, to }) =>
    from <= to ? minute >= from && minute < to : minute >= from || minute < to,
  );

const languagesOf = (text: string | null): readonly SpokenLanguage[] => {
  const asked = (text ?? '').split(',').map((one) => one.trim().toLowerCase());
  const found = asked.flatMap((one) =>
    spokenLanguages.filter((language) => language.toLowerCase() === one),
  );
  return found.length === 0 ? ['zh-CN'] : [...new Set(found)];
};

/** Reads a display's address; what is missing or makes no sense is as usual. */
export const optionsOf = (query: Query): DisplayOptions => {
  const layout = oneOf(query, 'layout');
  return {
    layout: layouts.find((known) => known === layout) ?? 'list',
    windowId: oneOf(query, 'window'),
    areas: allOf(query, 'area'),
    ticker: oneOf(query, 'ticker') ?? '',
    languages: languagesOf(oneOf(query, 'say')),
    repeat: Math.round(numberOf(oneOf(query, 'repeat'), { low: 1, high: 5, usual: 2 })),
    volume: numberOf(oneOf(query, 'volume'), { low: 0, high: 100, usual: 100 }) / 100,
    quiet: spansOf(oneOf(query, 'quiet') ?? ''),
    chime: oneOf(query, 'chime') !== 'off',
  };
};
