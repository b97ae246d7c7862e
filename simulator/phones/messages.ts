import type { DeliveredMessage, Journal } from '../journal/journal.js';

export type MessageFilter = Readonly<{
  openid?: string | undefined;
  user?: string | undefined;
  templateId?: string | undefined;
  /** Only messages after this one, counted from the first. */
  cursor?: number | undefined;
  limit?: number | undefined;
}>;

export type MessagePage = Readonly<{ items: readonly DeliveredMessage[]; nextCursor: string }>;

/** Everything that phones received, in order. */
export class DeliveredMessages {
  readonly #journal: Journal;
  readonly #items: DeliveredMessage[];
  #lastMsgid = 0n;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#items = journal.entries.flatMap((entry) =>
      entry.type === 'message' ? [entry.message] : [],
    );
    this.#lastMsgid = BigInt(this.#items.at(-1)?.msgid ?? '0');
  }

  /** An int64 beyond 2^53, greater than every one before, also over a restart without a journal. */
  nextMsgid(nowMs: number): string {
    const byTime = BigInt(nowMs) * 1_000_000n + 1n;
    this.#lastMsgid = byTime > this.#lastMsgid ? byTime : this.#lastMsgid + 1n;
    return this.#lastMsgid.toString();
  }

  add(message: DeliveredMessage): void {
    this.#items.push(message);
    this.#journal.append({ type: 'message', message });
  }

  all(): readonly DeliveredMessage[] {
    return this.#items;
  }

  /** Matching messages; `nextCursor` asks for those that come after them. */
  page(filter: MessageFilter): MessagePage {
    const items: DeliveredMessage[] = [];
    let next = filter.cursor ?? 0;
    for (; next < this.#items.length && items.length < (filter.limit ?? Infinity); next += 1) {
      const item = this.#items[next];
      if (item !== undefined && matches(item, filter)) items.push(item);
    }
    return { items, nextCursor: String(next) };
  }
}

const matches = (item: DeliveredMessage, filter: MessageFilter): boolean =>
  (filter.openid === undefined || item.openid === filter.openid) &&
  (filter.user === undefined || item.user === filter.user) &&
  (filter.templateId === undefined || item.templateId === filter.templateId);
