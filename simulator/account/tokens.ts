import { randomBytes } from 'node:crypto';
import { errorReply, jsonReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';

const lifeMs = 7200_000;
const overlapMs = 5 * 60_000;
const forceGapMs = 30_000;
const forcePerDay = 20;
const dayMs = 24 * 3600_000;
/** WeChat's day turns at midnight in Beijing. */
const beijingMs = 8 * 3600_000;

/** The number of the day in Beijing. */
export const beijingDay = (nowMs: number): number => Math.floor((nowMs + beijingMs) / dayMs);

type Token = Readonly<{ text: string; endsAtMs: number }>;
type Force = { lastMs: number; day: number; count: number };

/** The two worlds of access tokens, stable and legacy, which do not know each other (docs/wechat.md). */
export class TokenWorlds {
  readonly #now: () => number;
  /** Every token ever given, with its end. */
  readonly #endsAtMs = new Map<string, number>();
  #stable: Token | null = null;
  #legacy: Token | null = null;
  #force: Force = { lastMs: -Infinity, day: -1, count: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  stable(force: boolean): Reply {
    const now = this.#now();
    const held = this.#stable;
    if (force) return this.#forced(now);
    if (held !== null && held.endsAtMs - now > overlapMs) return tokenReply(held, now);
    // The old one lives out its last five minutes beside the new one.
    this.#stable = this.#issue(now);
    return tokenReply(this.#stable, now);
  }

  legacy(): Reply {
    const now = this.#now();
    if (this.#legacy !== null) this.#endAt(this.#legacy, now + overlapMs);
    this.#legacy = this.#issue(now);
    return tokenReply(this.#legacy, now);
  }

  /** The errcode for a business call with this token; 0 lets it in. */
  check(token: string | undefined): 0 | 40001 | 40014 | 41001 | 42001 {
    if (token === undefined || token === '') return 41001;
    if (!/^[\w-]{16,512}$/.test(token)) return 40014;
    const endsAtMs = this.#endsAtMs.get(token);
    if (endsAtMs === undefined || endsAtMs === -Infinity) return 40001;
    return this.#now() < endsAtMs ? 0 : 42001;
  }

  /** Ends every token, as when somebody else has reset the secret. */
  revokeAll(): void {
    for (const token of this.#endsAtMs.keys()) this.#endsAtMs.set(token, -Infinity);
  }

  #forced(now: number): Reply {
    const day = beijingDay(now);
    if (this.#force.day !== day) this.#force = { ...this.#force, day, count: 0 };
    const held = this.#stable;
    // Closer calls simply do not refresh.
    if (held !== null && now - this.#force.lastMs < forceGapMs) return tokenReply(held, now);
    if (this.#force.count >= forcePerDay) return errorReply(45009);
    this.#force = { lastMs: now, day, count: this.#force.count + 1 };
    if (held !== null) this.#endAt(held, -Infinity);
    this.#stable = this.#issue(now);
    return tokenReply(this.#stable, now);
  }

  #issue(now: number): Token {
    const token = { text: `90_${randomBytes(60).toString('base64url')}`, endsAtMs: now + lifeMs };
    this.#endsAtMs.set(token.text, token.endsAtMs);
    return token;
  }

  #endAt(token: Token, endsAtMs: number): void {
    const known = this.#endsAtMs.get(token.text) ?? -Infinity;
    this.#endsAtMs.set(token.text, Math.min(known, endsAtMs));
  }
}

const tokenReply = (token: Token, now: number): Reply =>
  jsonReply({
    access_token: token.text,
    expires_in: Math.max(1, Math.floor((token.endsAtMs - now) / 1000)),
  });
