import { z } from 'zod';
import type { Clock } from '../../application/ports/clock.js';
import type { WeChatHttp } from './http-exchange.js';
import type { WeChatLog } from './log.js';
import { redact } from './redact.js';
import { readReply } from './reply.js';

/**
 * Why there is no token. `config`: a person must act (docs/wechat.md); `retry_later`: WeChat asks
 * us to wait; `network`: WeChat's answer did not reach us. Nothing was sent in any case.
 */
export type TokenFailure = Readonly<{
  kind: 'config' | 'retry_later' | 'network';
  errcode: number | null;
  reason: string;
}>;

export type TokenResult =
  Readonly<{ ok: true; token: string }> | Readonly<{ ok: false; failure: TokenFailure }>;

export type AccessTokenOptions = Readonly<{
  appId: string;
  secret: string;
  http: WeChatHttp;
  clock: Clock;
  log?: WeChatLog;
}>;

type Held = Readonly<{ token: string; renewAtMs: number; endsAtMs: number }>;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** WeChat's limits on force_refresh (docs/wechat.md). */
const forcePerDay = 20;
const forceGapMs = 30_000;
/** After a failed early renewal the old token serves on for this long before the next try. */
const renewGapMs = 10_000;
/** How many tokens back a reply may speak of. */
const latestKept = 8;
const waitCodes = new Set([-1, 45009, 45011]);

const tokenSchema = z.object({
  access_token: z.string().min(1).max(4096),
  expires_in: z.int().positive(),
});

/**
 * The stable access token: fetched once for all who ask at the same time, renewed before it ends,
 * replaced when WeChat says that it is dead (docs/wechat.md).
 */
export class AccessTokens {
  readonly #options: AccessTokenOptions;
  #held: Held | null = null;
  #latest: readonly string[] = [];
  #flight: Promise<TokenResult> | null = null;
  #forcedAtMs: readonly number[] = [];

  constructor(options: AccessTokenOptions) {
    this.#options = options;
  }

  /** What must be kept out of any text made of a reply: the app's secret and the latest tokens. */
  secrets(): readonly string[] {
    return [this.#options.secret, ...this.#latest];
  }

  /** A token that should work now. */
  get(): Promise<TokenResult> {
    const held = this.#held;
    if (held !== null && this.#nowMs() < held.renewAtMs) return found(held.token);
    return this.#once(() => this.#renewEarly());
  }

  /** A token other than `failed`, which WeChat has just refused with 40001, 40014 or 42001. */
  async replace(failed: string): Promise<TokenResult> {
    if (this.#flight !== null) await this.#flight;
    const held = this.#held;
    if (held !== null && held.token !== failed) return found(held.token);
    return this.#once(() => this.#replaceDead(failed));
  }

  #once(work: () => Promise<TokenResult>): Promise<TokenResult> {
    this.#flight ??= work().finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  async #renewEarly(): Promise<TokenResult> {
    const fetched = await this.#fetch(false);
    const held = this.#held;
    const now = this.#nowMs();
    if (fetched.ok || held === null || now >= held.endsAtMs) return fetched;
    this.#held = { ...held, renewAtMs: Math.min(now + renewGapMs, held.endsAtMs) };
    return found(held.token);
  }

  async #replaceDead(failed: string): Promise<TokenResult> {
    this.#held = null;
    const same = await this.#fetch(false);
    if (!same.ok || same.token !== failed) return same;
    // An unforced call may hand back the very token that failed.
    this.#held = null;
    if (!this.#mayForce())
      return refused('the dead token was not replaced: force budget is used up');
    const forced = await this.#fetch(true);
    if (!forced.ok || forced.token !== failed) return forced;
    this.#held = null;
    return refused('WeChat gave the dead token again');
  }

  /** Takes one of the forced renewals that WeChat allows; any 24 hours, the strictest reading of "a day". */
  #mayForce(): boolean {
    const now = this.#nowMs();
    this.#forcedAtMs = this.#forcedAtMs.filter((at) => now - at < dayMs);
    const last = this.#forcedAtMs.at(-1);
    if (this.#forcedAtMs.length >= forcePerDay) return false;
    if (last !== undefined && now - last < forceGapMs) return false;
    this.#forcedAtMs = [...this.#forcedAtMs, now];
    return true;
  }

  async #fetch(force: boolean): Promise<TokenResult> {
    const { appId, secret, http } = this.#options;
    const askedAtMs = this.#nowMs();
    const exchange = await http.exchange({
      method: 'POST',
      path: '/cgi-bin/stable_token',
      body: { grant_type: 'client_credential', appid: appId, secret, force_refresh: force },
    });
    const read = readReply(exchange);
    if (read.kind !== 'reply') return this.#failed('network', null, read.cause);
    const token = tokenSchema.safeParse(read.reply);
    if (token.success) return this.#hold(token.data, askedAtMs, force);
    const errcode = read.reply.errcode ?? null;
    if (errcode === null || errcode === 0)
      return this.#failed('network', null, 'no token in reply');
    const kind = waitCodes.has(errcode) ? 'retry_later' : 'config';
    return this.#failed(kind, errcode, redact(read.reply.errmsg ?? '', this.secrets()));
  }

  #hold(
    reply: z.infer<typeof tokenSchema>,
    askedAtMs: number,
    force: boolean,
  ): Promise<TokenResult> {
    const lifeMs = reply.expires_in * 1000;
    // WeChat itself renews 5 minutes before the end; 10 % for a token got with little time left.
    const earlyMs = Math.min(5 * minuteMs, lifeMs / 10);
    this.#held = {
      token: reply.access_token,
      renewAtMs: askedAtMs + lifeMs - earlyMs,
      endsAtMs: askedAtMs + lifeMs,
    };
    this.#latest = [...new Set([reply.access_token, ...this.#latest])].slice(0, latestKept);
    const fields = { code: 'wechat_token', expiresInSeconds: reply.expires_in, force };
    this.#options.log?.info(fields, 'access token received');
    return found(reply.access_token);
  }

  #failed(kind: TokenFailure['kind'], errcode: number | null, reason: string): TokenResult {
    this.#options.log?.warn(
      { code: 'wechat_token_failed', kind, errcode, reason },
      'no access token',
    );
    return { ok: false, failure: { kind, errcode, reason } };
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}

const found = (token: string): Promise<TokenResult> => Promise.resolve({ ok: true, token });

const refused = (reason: string): TokenResult => ({
  ok: false,
  failure: { kind: 'retry_later', errcode: null, reason },
});
