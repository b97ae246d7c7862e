import { createHash, randomBytes } from 'node:crypto';
import type { Journal, JournalEntry } from '../journal/journal.js';
import type { UnseenTaps } from '../options.js';
import { SubscribeSettings } from './subscribe-settings.js';

const codeLifeMs = 5 * 60_000;

/** A phone user's openid: stable, and of WeChat's form (28 characters, the first an `o`). */
export const openIdOf = (name: string): string =>
  `o${createHash('sha256').update(`openid of ${name}`).digest('base64url').slice(0, 27)}`;

/** The same person's id over all apps of an open-platform account. */
export const unionIdOf = (name: string): string =>
  `u${createHash('sha256').update(`unionid of ${name}`).digest('base64url').slice(0, 27)}`;

export type CodeOutcome =
  Readonly<{ ok: true; name: string }> | Readonly<{ ok: false; errcode: number }>;

export type PhonesOptions = Readonly<{
  now: () => number;
  unseenTaps: UnseenTaps;
  journal: Journal;
}>;

/** The people with phones: their openids, their login codes, the messages that they have accepted. */
export class Phones {
  readonly settings: SubscribeSettings;
  readonly #options: PhonesOptions;
  readonly #nameOf = new Map<string, string>();
  readonly #usedCodes = new Map<string, number>();
  readonly #issuedCodes = new Map<string, Readonly<{ name: string; endsAtMs: number }>>();
  /** openid → template → how many messages may still be sent. */
  readonly #credits = new Map<string, Map<string, number>>();

  constructor(options: PhonesOptions) {
    this.#options = options;
    this.settings = new SubscribeSettings(options.journal);
    for (const entry of options.journal.entries) this.#apply(entry);
  }

  /** The openid of this person, who is known from now on. */
  openId(name: string): string {
    const openid = openIdOf(name);
    if (!this.#nameOf.has(openid)) this.#record({ type: 'phone', name });
    return openid;
  }

  nameOf(openid: string): string | undefined {
    return this.#nameOf.get(openid);
  }

  /** What `wx.login` would give this person: good once, for five minutes. */
  newCode(name: string): string {
    const code = randomBytes(16).toString('hex');
    this.#issuedCodes.set(code, { name, endsAtMs: this.#options.now() + codeLifeMs });
    return code;
  }

  /** Trades in a code of ours, or one of the form `user-<name>-<anything>`, once. */
  useCode(code: string): CodeOutcome {
    if (this.#usedCodes.has(code)) return { ok: false, errcode: 40163 };
    const issued = this.#issuedCodes.get(code);
    if (issued !== undefined && this.#options.now() >= issued.endsAtMs) {
      return { ok: false, errcode: 40029 };
    }
    const name = issued?.name ?? /^user-([^-]{1,64})-.+$/.exec(code)?.[1];
    if (name === undefined) return { ok: false, errcode: 40029 };
    this.#record({ type: 'code_used', code, at: this.#options.now() });
    return name === 'blocked' ? { ok: false, errcode: 40226 } : { ok: true, name };
  }

  /** This person accepted this template `times` times. */
  accept(name: string, templateId: string, times = 1): void {
    const openid = this.openId(name);
    this.#record({ type: 'credit', openid, templateId, change: times });
  }

  /** This person was asked and did not accept: from now on only what they accept counts. */
  decline(name: string, templateId: string): void {
    this.accept(name, templateId, 0);
  }

  /** This person took back in WeChat's settings what they had accepted. */
  takeBack(name: string, templateId: string): void {
    const left = this.#credits.get(this.openId(name))?.get(templateId) ?? 0;
    this.accept(name, templateId, -left);
  }

  mayReceive(openid: string, templateId: string): boolean {
    if (!this.settings.of(this.#nameOf.get(openid) ?? '').mainSwitch) return false;
    const left = this.#credits.get(openid)?.get(templateId);
    return left === undefined ? this.#options.unseenTaps === 'accept' : left > 0;
  }

  /** One message less; nothing to take where acceptance happened out of our sight. */
  useCredit(openid: string, templateId: string): void {
    if (this.#credits.get(openid)?.has(templateId) !== true) return;
    this.#record({ type: 'credit', openid, templateId, change: -1 });
  }

  list(): readonly Readonly<{ name: string; openid: string; credits: Record<string, number> }>[] {
    return [...this.#nameOf].map(([openid, name]) => ({
      name,
      openid,
      credits: Object.fromEntries(this.#credits.get(openid) ?? []),
    }));
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry);
    this.#options.journal.append(entry);
  }

  #apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'phone':
        this.#nameOf.set(openIdOf(entry.name), entry.name);
        return;
      case 'code_used':
        this.#usedCodes.set(entry.code, entry.at);
        return;
      case 'credit': {
        const credits = this.#credits.get(entry.openid) ?? new Map<string, number>();
        credits.set(entry.templateId, (credits.get(entry.templateId) ?? 0) + entry.change);
        this.#credits.set(entry.openid, credits);
        return;
      }
      default:
        return;
    }
  }
}
