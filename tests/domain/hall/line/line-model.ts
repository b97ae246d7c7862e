import type { HallSettings, OrderRule } from '../../../../src/domain/settings/settings.js';

// A line as its rules describe it: a plain list into which each who enters is put by looking at
// everybody in it. It knows nothing of places.

/** What orders somebody among those who entered by the same rule: smaller comes first. */
type Rank = readonly number[];
type Standing = Readonly<{
  id: string;
  priority: string;
  /** Null: before all that any rule could say. */
  rank: Rank | null;
  tag: number | null;
  /** Put exactly behind this one, or behind another who was. */
  behind?: string;
}>;

const isBefore = (a: Rank | null, b: Rank): boolean => {
  if (a === null) return true;
  for (const [index, value] of a.entries()) if (value !== b[index]) return value < (b[index] ?? 0);
  return true;
};

type Rules = Pick<HallSettings, 'priorities'> & Readonly<{ order: OrderRule; lockedHead: number }>;

/** A list-based line with priorities, rules and a locked head. */
export class LineModel {
  line: Standing[] = [];
  #regime = 0;
  #entries = 0;
  #virtualTime = 0;
  readonly #calledTags = new Map<string, number>();

  constructor(private rules: Rules) {}

  get ids(): readonly string[] {
    return this.line.map(({ id }) => id);
  }

  change(rules: Rules): void {
    const ordering = ({ order, priorities }: Rules): string =>
      JSON.stringify([
        order,
        priorities.map(({ id, headStartSeconds, share }) => [
          id,
          order === 'head-start' && headStartSeconds,
          order === 'interleave' && share,
        ]),
      ]);
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

  #ranked(priority: string, at: number): Pick<Standing, 'rank' | 'tag'> {
    const { index, headStart } = this.#classOf(priority);
    const [regime, entry] = [this.#regime, (this.#entries += 1)];
    switch (this.rules.order) {
      case 'head-start':
        return { rank: [regime, at - headStart, entry], tag: null };
      case 'interleave': {
        const tag = this.#tag(priority);
        return { rank: [regime, tag, index, entry], tag };
      }
      default:
        return { rank: [regime, index, entry], tag: null };
    }
  }

  /** By the rule: behind the locked head and all whom the rule has before it. */
  enter(id: string, priority: string, at: number): void {
    const ranked = this.#ranked(priority, at);
    const rank = ranked.rank ?? [];
    const last = this.line.findLastIndex((one) => isBefore(one.rank, rank));
    const locked = Math.min(this.rules.lockedHead, this.line.length);
    const index = last + 1 >= locked ? last + 1 : this.#behindGroup(locked - 1);
    this.line = this.line.toSpliced(index, 0, { id, priority, ...ranked });
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
  enterLast(id: string, priority: string, at: number): void {
    const lowest = this.rules.priorities.length - 1;
    const ranked = this.#ranked(priority, at);
    const rank =
      this.rules.order === 'strict'
        ? [this.#regime, lowest, this.#entries]
        : this.rules.order === 'head-start'
          ? [this.#regime, at, this.#entries]
          : ranked.rank;
    this.line = [...this.line, { id, priority, rank, tag: ranked.tag }];
  }

  enterFirst(id: string, priority: string): void {
    this.#entries += 1;
    this.line = [{ id, priority, rank: null, tag: null }, ...this.line];
  }

  /** Right behind the first n, and for later arrivals as though it were the one before it. */
  enterAfter(id: string, { priority, at }: { priority: string; at: number }, n: number): void {
    const count = Math.max(n, this.rules.lockedHead);
    if (count <= 0) return this.enterFirst(id, priority);
    const before = count < this.line.length ? this.line[count - 1] : undefined;
    if (before === undefined) return this.enterLast(id, priority, at);
    this.#entries += 1;
    const behind = before.behind ?? before.id;
    const one = { id, priority, rank: before.rank, tag: null, behind };
    this.line = this.line.toSpliced(count, 0, one);
  }

  /** Calls the first in turn. */
  call(): string | undefined {
    const [head, ...rest] = this.line;
    if (head === undefined) return undefined;
    this.line = rest;
    if (head.tag !== null) {
      this.#virtualTime = Math.max(this.#virtualTime, head.tag);
      const before = this.#calledTags.get(head.priority) ?? 0;
      this.#calledTags.set(head.priority, Math.max(before, head.tag));
    }
    return head.id;
  }

  /** Whoever was told to come forward keeps the place; others enter anew, no longer among the line. */
  promote(id: string, priority: string, at: number): void {
    const index = this.line.findIndex((one) => one.id === id);
    if (index < this.rules.lockedHead) {
      this.line = this.line.map((one) => (one.id === id ? { ...one, priority } : one));
      return;
    }
    this.remove(id);
    this.enter(id, priority, at);
  }

  remove(id: string): Standing | undefined {
    const found = this.line.find((one) => one.id === id);
    this.line = this.line.filter((one) => one.id !== id);
    return found;
  }
}
