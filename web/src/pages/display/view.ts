import type { BoardCall, BoardWindow } from '../../live/board.js';

/** The last call of each number, newest first: a recall takes the place of the call before. */
export const lastCalls = (calls: readonly BoardCall[]): readonly BoardCall[] => {
  const seen = new Set<string>();
  return calls.filter(({ number }) => {
    if (seen.has(number)) return false;
    seen.add(number);
    return true;
  });
};

/** The windows of some areas; none named: all. */
export const ofAreas = <One extends Readonly<{ area: string | null }>>(
  all: readonly One[],
  areas: readonly string[],
): readonly One[] =>
  areas.length === 0 ? all : all.filter(({ area }) => area !== null && areas.includes(area));

/** The two areas of a screen: those that its address names, else the first two of the hall. */
export const twoAreas = (
  windows: readonly BoardWindow[],
  named: readonly string[],
): readonly string[] => {
  const all = windows.flatMap(({ area }) => (area === null ? [] : [area]));
  return [...new Set(named.length > 0 ? named : all)].slice(0, 2);
};

const widest = 16 / 9;
/** How many columns show so many cards best on a screen. */
export const columnsFor = (count: number, isPortrait: boolean): number => {
  const shape = isPortrait ? 1 / 2 : widest / 1.4;
  return Math.max(1, Math.min(count, Math.round(Math.sqrt(count * shape) + 0.4)));
};

/** What a window is doing, as a key of the texts. */
export const windowState = ({ state, ticket }: BoardWindow): string => {
  // A ticket is null where there is none; the document's types do not tell.
  const now = ticket as BoardWindow['ticket'] | null;
  if (now !== null) return now.state === 'called' ? 'called' : 'serving';
  return state === 'open' ? 'free' : state;
};
