import { randomBytes } from 'node:crypto';
import type { Journal, JournalEntry } from '../journal/journal.js';

const lifeMs = 3 * 24 * 3_600_000;
const mostBytes = 2 * 1024 * 1024;

export type Medium = Readonly<{ contentType: string; bytes: Buffer; endsAtMs: number }>;

const starts: Readonly<Record<string, readonly number[]>> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/gif': [0x47, 0x49, 0x46, 0x38],
  'image/bmp': [0x42, 0x4d],
};

/** What kind of picture the bytes are; undefined for none. */
const typeOf = (bytes: Buffer): string | undefined =>
  Object.entries(starts).find(([, start]) =>
    bytes.subarray(0, start.length).equals(Buffer.from(start)),
  )?.[0];

/** Uploaded for a while: three days, then its id means nothing (docs/wechat.md). */
export class MediaStore {
  readonly #now: () => number;
  readonly #journal: Journal;
  readonly #media = new Map<string, Medium>();

  constructor(now: () => number, journal: Journal) {
    this.#now = now;
    this.#journal = journal;
    for (const entry of journal.entries) this.#apply(entry);
  }

  /** Keeps a picture; an errcode for what WeChat does not take. */
  put(bytes: Buffer): Readonly<{ mediaId: string; at: number }> | 40004 | 40009 {
    const contentType = typeOf(bytes);
    if (contentType === undefined) return 40004;
    if (bytes.length > mostBytes) return 40009;
    const mediaId = randomBytes(48).toString('base64url');
    const at = this.#now();
    const base64 = bytes.toString('base64');
    const entry: JournalEntry = { type: 'media', mediaId, contentType, base64, at };
    this.#apply(entry);
    this.#journal.append(entry);
    return { mediaId, at };
  }

  /** What an id stands for, until it ends. */
  get(mediaId: string): Medium | null {
    const medium = this.#media.get(mediaId);
    return medium !== undefined && this.#now() < medium.endsAtMs ? medium : null;
  }

  #apply(entry: JournalEntry): void {
    if (entry.type !== 'media') return;
    const { mediaId, contentType, base64, at } = entry;
    const bytes = Buffer.from(base64, 'base64');
    this.#media.set(mediaId, { contentType, bytes, endsAtMs: at + lifeMs });
  }
}
