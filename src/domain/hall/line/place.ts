declare const brand: unique symbol;
/**
 * Where a ticket stands in a line: lines are sorted by this text, and nothing else says who comes
 * before whom.
 *
 * A place begins with the order of whoever gave it (see {@link Natural}), or with `0` where it was put
 * first. Behind that it may go on: seven digits that count down say "right behind the place before
 * me", so that what is put there later stands nearer; 9999999 and seven digits that count up say "and
 * the last of those"; a colon and an order say "behind that place, and among those who are there too by
 * this order". No place is ever given twice, so a held ticket can take its own again.
 */
export type Place = string & { readonly [brand]: 'Place' };

/**
 * A place by a queue's rule alone, from a counter that the hall never repeats within a day:
 * - `strict`: the rank of its priority, then the counter;
 * - `head-start`: `h`, the time it counts as having come at, the counter;
 * - `interleave`: `i`, its tag, the rank of its priority, the counter;
 * each behind `r` and the number of the queue's regime once its rule has changed within the day.
 */
type Natural = Place;

const digits = 7;
const top = 10 ** digits - 1;
const up = (counter: number): string => String(counter).padStart(digits, '0');
const down = (counter: number): string => up(top - counter);

// Regimes sort behind every place of the rule before: 'r' is above all that a rule begins with.
const regimeDigits = 4;
const inRegime = (regime: number, place: string): Natural =>
  (regime === 0 ? place : `r${String(regime).padStart(regimeDigits, '0')}${place}`) as Natural;

const ranks = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const rankOf = (rank: number): string => ranks[Math.min(rank, ranks.length - 1)] ?? 'Z';

/** The regime of a queue and the next counter of its hall: what every place by a rule has. */
export type Giving = Readonly<{ regime: number; counter: number }>;

/** Behind all of its own and higher priorities, before all lower ones. @param rank 0 is the highest */
export const strictPlace = (rank: number, { regime, counter }: Giving): Natural =>
  inRegime(regime, `${rankOf(rank)}${up(counter)}`);

const timeDigits = 13;

/** By the time that it counts as having come at. @param asOf milliseconds since the epoch */
export const headStartPlace = (asOf: number, { regime, counter }: Giving): Natural =>
  inRegime(regime, `h${String(Math.max(0, asOf)).padStart(timeDigits, '0')}${up(counter)}`);

const tagDigits = 12;

/** By its tag, then the rank of its priority. */
export const sharePlace = (tag: number, rank: number, { regime, counter }: Giving): Natural =>
  inRegime(regime, `i${String(tag).padStart(tagDigits, '0')}${rankOf(rank)}${up(counter)}`);

/** Before everyone. */
export const firstPlace = (counter: number): Place => `0${down(counter)}` as Place;

/** Behind whoever was sent to the same window before. */
export const windowPlace = (counter: number): Place => strictPlace(1, { regime: 0, counter });

/** How long the place by a rule is that begins at an index of a text. */
const naturalLength = (place: string, from: number): number => {
  const regime = place[from] === 'r' ? 1 + regimeDigits : 0;
  const kind = place[from + regime];
  if (kind === 'h') return regime + 1 + timeDigits + digits;
  return kind === 'i' ? regime + 1 + tagDigits + 1 + digits : regime + 1 + digits;
};

/** The places that a place is behind of, by what was put there: the outermost first, itself last. */
const lineage = (place: Place): readonly string[] => {
  const ends: string[] = [];
  let end = naturalLength(place, 0);
  ends.push(place.slice(0, end));
  while (end < place.length) {
    end += place[end] === ':' ? 1 + naturalLength(place, end + 1) : digits;
    ends.push(place.slice(0, end));
  }
  return ends;
};

/** Right behind another place, before whoever stands there now. */
export const placeBehind = (before: Place, counter: number): Place =>
  `${before}${down(counter)}` as Place;

// No counter is 0, so nothing that counts down from it is as high.
const endOfGroup = down(0);

/**
 * Right behind one place and before the next. Behind one that was itself put right behind somebody it
 * is the last of that group where that is before the next: tickets that come back again and again
 * would otherwise make their places grow.
 */
export const placeBetween = (before: Place, next: Place, counter: number): Place => {
  for (const ancestor of lineage(before).slice(0, -1)) {
    const candidate = `${ancestor}${endOfGroup}${up(counter)}`;
    if (candidate > before && candidate < next) return candidate as Place;
  }
  return placeBehind(before, counter);
};

/**
 * The place by a rule, or where that would stand before `floor`, one behind it that keeps the rule's
 * order among all who had to stand back so. As far out as it can be, so that places stay short.
 */
export const notBefore = (natural: Natural, floor: Place): Place => {
  if (natural > floor) return natural;
  for (const ancestor of lineage(floor)) {
    const candidate = `${ancestor}:${natural}`;
    if (candidate > floor) return candidate as Place;
  }
  return `${floor}:${natural}` as Place;
};

/** Whether it stands further back than its rule alone would have it. */
export const isStoodBack = (place: Place): boolean => place.includes(':');

/** The place that the rule alone would have given to one who stood back. */
export const naturalOf = (place: Place): Place => {
  const from = place.lastIndexOf(':') + 1;
  return place.slice(from, from + naturalLength(place, from)) as Place;
};

const tagPattern = new RegExp(`i(\\d{${tagDigits}})[1-9A-Z]\\d{${digits}}$`);

/** The tag of a place that was given by shares, else null. */
export const tagOf = (place: Place): number | null => {
  // Most places have none: the letter is looked for before the pattern is.
  if (!place.includes('i')) return null;
  const [, tag] = tagPattern.exec(place) ?? [];
  return tag === undefined ? null : Number(tag);
};

/** The order of issue of a ticket with this place of issue, whatever the rule. */
export const issueOrder = (issuePlace: Place): string => issuePlace.slice(-digits);

/** The counter of a ticket's issue, to stand by it in another line. */
export const issueCounter = (issuePlace: Place): number => Number(issueOrder(issuePlace));
