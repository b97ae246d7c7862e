import { randomUUID } from 'node:crypto';
import type { Journal, JournalEntry } from '../journal/journal.js';
import type { ChatMessage } from '../journal/journal-account.js';

/** How many replies an occasion allows, and for how long. */
export type ReplyWindow = Readonly<{ messages: number; ms: number }>;

export type ChatsOptions = Readonly<{
  now: () => number;
  journal: Journal;
  /** After entering the chat, without having written anything. */
  enterWindow: ReplyWindow;
}>;

/** After a message of the person (docs/wechat.md). */
const messageWindow: ReplyWindow = { messages: 5, ms: 48 * 3_600_000 };

type Occasion = 'message' | 'entering';
type Open = Readonly<{ endsAtMs: number; left: number }>;

/** The account's chats with people: when it may write, and what arrived on their phones. */
export class Chats {
  readonly #options: ChatsOptions;
  /** openid → the latest occasion of each kind. */
  readonly #open = new Map<string, Map<Occasion, Open>>();
  readonly #received: ChatMessage[] = [];

  constructor(options: ChatsOptions) {
    this.#options = options;
    for (const entry of options.journal.entries) this.#apply(entry);
  }

  /** This person wrote to the account. */
  userWrote(openid: string): void {
    this.opened(openid, 'message');
  }

  /** This person opened the chat. */
  userEntered(openid: string): void {
    this.opened(openid, 'entering');
  }

  /** Why the account may not write to this person now; null: it may. */
  refusalOf(openid: string): 45015 | 45047 | null {
    const inTime = this.#inTime(openid);
    if (inTime.length === 0) return 45015;
    return inTime.some(([, open]) => open.left > 0) ? null : 45047;
  }

  /** Delivers a message, which uses up one reply. */
  deliver(message: Omit<ChatMessage, 'id' | 'at'>): void {
    const at = new Date(this.#options.now()).toISOString();
    this.#record({ type: 'chat', chat: { ...message, id: randomUUID(), at } });
  }

  /** What arrived, oldest first; of one person or of all. */
  received(user?: string): readonly ChatMessage[] {
    return this.#received.filter((message) => user === undefined || message.user === user);
  }

  /** An occasion to answer. */
  opened(openid: string, by: Occasion): void {
    this.#record({ type: 'chat_opened', openid, by, at: this.#options.now() });
  }

  #inTime(openid: string, nowMs = this.#options.now()): readonly (readonly [Occasion, Open])[] {
    return [...(this.#open.get(openid) ?? [])].filter(([, open]) => nowMs < open.endsAtMs);
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry);
    this.#options.journal.append(entry);
  }

  #apply(entry: JournalEntry): void {
    if (entry.type === 'chat_opened') {
      const { messages, ms } = entry.by === 'message' ? messageWindow : this.#options.enterWindow;
      this.#set(entry.openid, entry.by, { endsAtMs: entry.at + ms, left: messages });
    }
    if (entry.type === 'chat') {
      this.#received.push(entry.chat);
      this.#useOne(entry.chat.openid, Date.parse(entry.chat.at));
    }
  }

  #useOne(openid: string, atMs: number): void {
    const used = this.#inTime(openid, atMs).find(([, open]) => open.left > 0);
    if (used !== undefined) this.#set(openid, used[0], { ...used[1], left: used[1].left - 1 });
  }

  #set(openid: string, by: Occasion, open: Open): void {
    const known = this.#open.get(openid) ?? new Map<Occasion, Open>();
    this.#open.set(openid, known.set(by, open));
  }
}
