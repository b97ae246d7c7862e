import { z } from 'zod';
import type { Journal } from '../journal/journal.js';
import type { MadeCode } from '../journal/journal-account.js';

/** All that a scene may be made of (docs/wechat.md). */
const sceneMarks =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&'()*+,/:;=?@-._~";

const unlimitedSchema = z.object({
  scene: z.string().min(1).max(32),
  page: z.string().default(''),
  check_path: z.boolean().default(true),
  env_version: z.enum(['release', 'trial', 'develop']).default('release'),
  width: z.int().min(280).max(1280).default(430),
});
const limitedSchema = z.object({
  path: z.string().min(1),
  env_version: z.enum(['release', 'trial', 'develop']).default('release'),
  width: z.int().min(280).max(1280).default(430),
});
const longestPath = { createwxaqrcode: 128, getwxacode: 1024 } as const;
export type LimitedApi = keyof typeof longestPath;

/** What a code holds, in the place of WeChat's own secret form, and how wide it is. */
export type Drawing = Readonly<{ text: string; width: number; numUsed: number | null }>;

export type CodesOptions = Readonly<{
  now: () => number;
  journal: Journal;
  /** Codes of the two limited kinds in the account's whole life. */
  lifetimeLimit: number;
  /** Codes without end in a minute. */
  perMinute: number;
  /** The pages of the released version; null checks none. */
  pages: () => readonly string[] | null;
}>;

/** The account's codes (docs/wechat.md). */
export class Codes {
  readonly #options: CodesOptions;
  readonly #made: MadeCode[];
  #minute = { number: -1, count: 0 };

  constructor(options: CodesOptions) {
    this.#options = options;
    this.#made = options.journal.entries.flatMap((entry) =>
      entry.type === 'code_made' ? [entry.code] : [],
    );
  }

  /** Every code ever made, newest first. */
  all(): readonly MadeCode[] {
    return this.#made.toReversed();
  }

  /** getwxacodeunlimit: what to draw, or the errcode. */
  unlimited(body: unknown): Drawing | number {
    const read = unlimitedSchema.safeParse(body);
    if (!read.success) return errcodeOf(read.error, { scene: 40169 });
    const { scene, page, check_path, env_version, width } = read.data;
    if (scene.includes('scancode_time')) return 85096;
    if (scene.split('').some((mark) => !sceneMarks.includes(mark))) return 40129;
    if (page.startsWith('/') || page.includes('?')) return 41030;
    if (check_path && env_version === 'release' && !this.#knows(page)) return 41030;
    if (this.#isOverMinute()) return 45009;
    this.#keep({ api: 'getwxacodeunlimit', page, scene, path: page });
    const text = `nearturn-sim:${page}?scene=${encodeURIComponent(scene)}`;
    return { text, width, numUsed: null };
  }

  /** The two that share one lifetime quota. */
  limited(api: LimitedApi, body: unknown): Drawing | number {
    const read = limitedSchema.safeParse(body);
    if (!read.success) return errcodeOf(read.error, { path: 40159 });
    const { path, width } = read.data;
    if (path.length > longestPath[api]) return 40159;
    if (path.includes('scancode_time')) return 85096;
    const page = path.split('?')[0] ?? '';
    if (!this.#knows(page)) return 41030;
    const numUsed = this.#limitedMade() + 1;
    if (numUsed > this.#options.lifetimeLimit) return 45029;
    this.#keep({ api, page, scene: null, path });
    return { text: `nearturn-sim:${path}`, width, numUsed };
  }

  #limitedMade(): number {
    return this.#made.filter(({ api }) => api !== 'getwxacodeunlimit').length;
  }

  #knows(page: string): boolean {
    const pages = this.#options.pages();
    return pages === null || page === '' || pages.includes(page);
  }

  #isOverMinute(): boolean {
    const number = Math.floor(this.#options.now() / 60_000);
    const count = this.#minute.number === number ? this.#minute.count + 1 : 1;
    this.#minute = { number, count };
    return count > this.#options.perMinute;
  }

  #keep(made: Omit<MadeCode, 'at'>): void {
    const code = { ...made, at: new Date(this.#options.now()).toISOString() };
    this.#made.push(code);
    this.#options.journal.append({ type: 'code_made', code });
  }
}

/** 40097 for wrong arguments, unless the wrong one has a code of its own. */
const errcodeOf = (error: z.ZodError, own: Readonly<Record<string, number>>): number => {
  const [first] = error.issues.map(({ path }) => String(path[0] ?? ''));
  // A body that is no object is reported as the missing scene or path.
  if (first === '') return Object.values(own)[0] ?? 40097;
  return own[first ?? ''] ?? 40097;
};
