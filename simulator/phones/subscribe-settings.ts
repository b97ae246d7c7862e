import type { Journal, JournalEntry } from '../journal/journal.js';

/** An answer that a person keeps for good (总是保持以上选择). */
export type KeptAnswer = 'accept' | 'reject';

/** What `wx.getSetting({ withSubscriptions: true })` says of the messages. */
export type SubscriptionsSetting = Readonly<{
  /** Off: nothing may be asked, and nothing arrives. */
  mainSwitch: boolean;
  /** Only templates whose answer is kept. */
  itemSettings: Readonly<Record<string, KeptAnswer>>;
}>;

/** What people have set for the mini-program's messages in WeChat's own settings. */
export class SubscribeSettings {
  readonly #journal: Journal;
  readonly #closed = new Set<string>();
  readonly #kept = new Map<string, Map<string, KeptAnswer>>();

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const entry of journal.entries) this.#apply(entry);
  }

  of(name: string): SubscriptionsSetting {
    return {
      mainSwitch: !this.#closed.has(name),
      itemSettings: Object.fromEntries(this.#kept.get(name) ?? []),
    };
  }

  setMainSwitch(name: string, on: boolean): void {
    this.#record({ type: 'main_switch', name, on });
  }

  /** Keeps an answer from now on; null: this person is asked again. */
  keep(name: string, templateId: string, answer: KeptAnswer | null): void {
    this.#record({ type: 'kept_answer', name, templateId, answer });
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry);
    this.#journal.append(entry);
  }

  #apply(entry: JournalEntry): void {
    if (entry.type === 'main_switch') {
      if (entry.on) this.#closed.delete(entry.name);
      else this.#closed.add(entry.name);
    }
    if (entry.type !== 'kept_answer') return;
    const kept = this.#kept.get(entry.name) ?? new Map<string, KeptAnswer>();
    if (entry.answer === null) kept.delete(entry.templateId);
    else kept.set(entry.templateId, entry.answer);
    this.#kept.set(entry.name, kept);
  }
}
