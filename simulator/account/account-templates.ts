import { randomBytes } from 'node:crypto';
import type { Journal, JournalEntry } from '../journal/journal.js';
import { publicTemplates } from './public-templates.js';
import type { PublicKeyword, PublicTemplate } from './public-templates.js';
import { keysOf, templateOf } from './templates.js';
import type { SimulatedTemplate } from './templates.js';
import { beijingDay } from './tokens.js';

const mostTemplates = 25;
const fewestKeywords = 2;
const mostKeywords = 5;
const longestScene = 15;

export type Composition = Readonly<{ tid: string; kidList: readonly number[]; sceneDesc: string }>;

export type AddOutcome =
  Readonly<{ ok: true; priTmplId: string }> | Readonly<{ ok: false; errcode: number }>;

/** The account's templates: those that it begins with, and those that it composed (docs/wechat.md). */
export class AccountTemplates {
  readonly #journal: Journal;
  readonly #now: () => number;
  #templates: readonly SimulatedTemplate[];
  #lists = { day: -1, count: 0 };

  constructor(
    first: readonly SimulatedTemplate[],
    { journal, now }: Readonly<{ journal: Journal; now: () => number }>,
  ) {
    this.#templates = first;
    this.#journal = journal;
    this.#now = now;
    for (const entry of journal.entries) this.#apply(entry);
  }

  all(): readonly SimulatedTemplate[] {
    return this.#templates;
  }

  /** Counts one gettemplate; false when the day's are used up. */
  mayList(perDay: number | undefined): boolean {
    const day = beijingDay(this.#now());
    this.#lists = { day, count: this.#lists.day === day ? this.#lists.count + 1 : 1 };
    return perDay === undefined || this.#lists.count <= perDay;
  }

  /** Composes a template from the public library. */
  add({ tid, kidList, sceneDesc }: Composition): AddOutcome {
    const source = publicTemplates.find((one) => String(one.tid) === tid);
    if (source === undefined) return refused(200014);
    const keywords = keywordsOf(source, kidList);
    if (keywords === null) return refused(200020);
    if (sceneDesc.trim() === '' || sceneDesc.length > longestScene) return refused(200021);
    if (this.#templates.length >= mostTemplates) return refused(200012);
    const template = composed(source, keywords);
    if (this.#templates.some((other) => isSame(other, template))) return refused(200022);
    this.#record({ type: 'template_added', template });
    return { ok: true, priTmplId: template.priTmplId };
  }

  /** False where the account has no such template. */
  delete(priTmplId: string): boolean {
    if (!this.#templates.some((one) => one.priTmplId === priTmplId)) return false;
    this.#record({ type: 'template_deleted', priTmplId });
    return true;
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry);
    this.#journal.append(entry);
  }

  #apply(entry: JournalEntry): void {
    if (entry.type === 'template_added') this.#templates = [...this.#templates, entry.template];
    if (entry.type === 'template_deleted') {
      this.#templates = this.#templates.filter((one) => one.priTmplId !== entry.priTmplId);
    }
  }
}

const refused = (errcode: number): AddOutcome => ({ ok: false, errcode });

/** The keywords in the order wanted; null unless these are 2 to 5 different ones of the template. */
const keywordsOf = (
  source: PublicTemplate,
  kids: readonly number[],
): readonly PublicKeyword[] | null => {
  if (kids.length < fewestKeywords || kids.length > mostKeywords) return null;
  const found = [...new Set(kids)].flatMap(
    (kid) => source.keywords.find((keyword) => keyword.kid === kid) ?? [],
  );
  return found.length === kids.length ? found : null;
};

const composed = (
  source: PublicTemplate,
  keywords: readonly PublicKeyword[],
): SimulatedTemplate => ({
  ...templateOf(
    randomBytes(32).toString('base64url'),
    source.title,
    keywords.map(({ name, rule, kid, example }) => [name, `${rule}${kid}`, example]),
  ),
  type: source.type,
});

/** The same title over the same keywords, in whatever order. */
const isSame = (one: SimulatedTemplate, other: SimulatedTemplate): boolean =>
  one.title === other.title && keysOf(one).toSorted().join() === keysOf(other).toSorted().join();
