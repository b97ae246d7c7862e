import type { HallSettings, OrderRule } from '../../../../src/domain/settings/settings.js';

// A line as its rules describe it: a plain list into which each who enters is put by looking at
// everybody in it. It knows nothing of places.

/** What orders somebody among those who entered by the same rule: smaller comes first. */
type Rank = readonly number[];
/** What a line remembers of somebody, in it or not. */
export type Standing = Readonly<{
  id: string;
  priority: string;
  /** Which of the hall's entries it stands there by. */
  entry: number;
  /** Null: before all that any rule could say. */
  rank: Rank | null;
  tag: number | null;
  /** Put exactly behind this one, or behind another who was. */
  behind?: string;
}>;

/** Who enters. */
export type Who = Readonly<{
  id: string;
  priority: string;
  /** The time that it counts as having come at. */
  at: number;
  /** Which of the hall's entries this is, or was when it was issued. */
  entry: number;
}>;

const isBefore = (a: Rank | null, b: Rank): boolean => {
  if (a === null) return true;
  for (const [index, value] of a.entries()) if (value !== b[index]) return value < (b[index] ?? 0);
  // Whoever was put exactly behind it is behind it again when it comes back to where it stood.
  return false;
};

export type Rules = Pick<HallSettings, 'priorities'> &
  Readonly<{ order: OrderRule | 'none'; lockedHead: number }>;

const ordering = ({ order, priorities }: Rules): string =>
  order === 'none'
    ? order
    : JSON.stringify([
        order,
        priorities.map(({ id, headStartSeconds, share }) => [
          id,
          order === 'head-start' && headStartSeconds,
          order === 'interleave' && share,
        ]),
      ]);

/** A list-based line with priorities, rules and a locked head. */
export class LineModel {
  line: Standing[] = [];
  #regime = 0;
  #virtualTime = 0;
  readonly #calledTags = new Map<string, number>();

  constructor(private rules: Rules) {}

  get ids(): readonly string[] {
    return this.line.map(({ id }) => id);
  }

  get lockedHead(): number {
    return this.rules.lockedHead;
  }

  change(rules: Rules): void {
    if (ordering(rules) !== ordering(this.rules)) this.#regime += 1;
    this.rules = rules;
  }

  #classOf(priority: string) {
    const { priorities } = this.rules;
    const found = priorities.find(({ id }) => id === priority);
    // One that was taken out of the list ranks with `normal`.
    const index = priorities.findIndex(({ id }) => id === (found?.id ?? 'normal'));
    return { index, headStart: (found?.headStartSeconds ?? 0) * 1000, share: found?.share ?? 1 };
  }

  #tag(priority: string): number {
    const own = [...this.line.filter((one) => one.priority === priority && one.tag !== null)].map(
      ({ tag }) => tag ?? 0,
    );
    const called = this.#calledTags.get(priority);
    const last = Math.max(...own, ...(called === undefined ? [] : [called]));
    if (last === -Infinity) return this.#virtualTime;
    return Math.max(this.#virtualTime, last + 2520 / this.#classOf(priority).share);
  }

  /** What the rule says of who enters now. */
  ranked({ id, priority, at, entry }: Who): Standing {
    const { index, headStart } = this.#classOf(priority);
    const regime = this.#regime;
    switch (this.rules.order) {
      case 'head-start':
        return { id, priority, entry, rank: [regime, at - headStart, entry], tag: null };
      case 'interleave': {
        const tag = this.#tag(priority);
        return { id, priority, entry, rank: [regime, tag, index, entry], tag };
      }
      default:
        return { id, priority, entry, rank: [regime, index, entry], tag: null };
    }
  }

  /** By the rule: behind the locked head and all whom the rule has before it. */
  enter(who: Who): void {
    const one = this.ranked(who);
    const rank = one.rank ?? [];
    const last = this.line.findLastIndex((other) => isBefore(other.rank, rank));
    const locked = Math.min(this.rules.lockedHead, this.line.length);
    this.put(last + 1 >= locked ? last + 1 : this.#behindGroup(locked - 1), one);
  }

  /** At an index, as it says. */
  put(index: number, one: Standing): void {
    this.line = this.line.toSpliced(index, 0, one);
  }

  /** Behind somebody and all who were put exactly behind them: exact places stay. */
  #behindGroup(at: number): number {
    const one = this.line[at];
    const anchor = one?.behind ?? one?.id;
    let index = at + 1;
    while (this.line[index]?.behind !== undefined && this.line[index]?.behind === anchor)
      index += 1;
    return index;
  }

  /** Behind everybody; later arrivals take it for one of the lowest priority, or with no head start. */
  enterLast(who: Who): void {
    const lowest = this.rules.priorities.length - 1;
    const { order } = this.rules;
    const one = this.ranked(who);
    const rank =
      order === 'interleave'
        ? one.rank
        : [this.#regime, order === 'head-start' ? who.at : lowest, who.entry];
    this.line = [...this.line, { ...one, rank }];
  }

  enterFirst({ id, priority, entry }: Who): void {
    this.put(0, { id, priority, entry, rank: null, tag: null });
  }

  /** Right behind the first n, and for later arrivals as though it were the one before it. */
  enterAfter(who: Who, n: number): void {
    const count = Math.max(n, this.rules.lockedHead);
    if (count <= 0) return this.enterFirst(who);
    const before = count < this.line.length ? this.line[count - 1] : undefined;
    if (before === undefined) return this.enterLast(who);
    const { id, priority, entry } = who;
    const behind = before.behind ?? before.id;
    this.put(count, { id, priority, entry, rank: before.rank, tag: null, behind });
  }

  /** The first, called in turn. */
  call(): Standing | undefined {
    const [head] = this.line;
    if (head !== undefined) this.callInTurn(head.id);
    return head;
  }

  /** Somebody called in turn: shares go on. */
  callInTurn(id: string): Standing | undefined {
    const called = this.remove(id);
    if (called === undefined || called.tag === null) return called;
    const { tag, priority } = called;
    this.#virtualTime = Math.max(this.#virtualTime, tag);
    this.#calledTags.set(priority, Math.max(this.#calledTags.get(priority) ?? 0, tag));
    return called;
  }

  /** Whoever was told to come forward keeps the place; others enter anew. */
  promote(who: Who): void {
    const index = this.line.findIndex((one) => one.id === who.id);
    if (index < this.rules.lockedHead) return this.rename(who);
    this.remove(who.id);
    this.enter(who);
  }

  /** Another priority at the same place. */
  rename({ id, priority }: Pick<Who, 'id' | 'priority'>): void {
    this.line = this.line.map((one) => (one.id === id ? { ...one, priority } : one));
  }

  remove(id: string): Standing | undefined {
    const found = this.line.find((one) => one.id === id);
    this.line = this.line.filter((one) => one.id !== id);
    return found;
  }
}
