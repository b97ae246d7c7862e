import type { Clock } from '../../application/ports/clock.js';
import type { SendOutcome, WeChatHealth } from '../../application/ports/message-sender.js';
import { isTemplateRefusal } from './outcome.js';

/** A failure of one template is forgotten after this time: it may never be sent again to prove itself. */
const templateMemoryMs = 5 * 60_000;

type Failure = Readonly<{ reason: string; templateId: string | null; atMs: number }>;

/** The way to WeChat as the last calls found it; a breaker is the caller's business. */
export class WeChatHealthTracker implements WeChatHealth {
  readonly #clock: Clock;
  #failure: Failure | null = null;

  constructor(options: Readonly<{ clock: Clock }>) {
    this.#clock = options.clock;
  }

  state(): Readonly<{ ok: boolean; reason: string | null }> {
    const failure = this.#failure;
    if (failure === null || this.#isForgotten(failure)) return { ok: true, reason: null };
    return { ok: false, reason: failure.reason };
  }

  /** Notes what a send found out; anything that WeChat said about one message shows that the way is open. */
  sendEnded(outcome: SendOutcome, templateId: string): void {
    if (outcome.outcome === 'unknown') return this.failed(outcome.reason);
    if (outcome.outcome !== 'deferred' || outcome.scope === 'person') {
      return this.succeeded(templateId);
    }
    const code = outcome.errcode === null ? '' : `${outcome.errcode} `;
    this.failed(`${code}${outcome.reason}`, isTemplateRefusal(outcome.errcode) ? templateId : null);
  }

  /** Notes an account-level or network failure; `reason` is free of secrets. */
  failed(reason: string, templateId: string | null = null): void {
    this.#failure = { reason, templateId, atMs: this.#clock.monotonicMs() };
  }

  /** Notes that WeChat answered as it should. */
  succeeded(templateId: string | null = null): void {
    const refused = this.#failure?.templateId ?? null;
    if (refused === null || refused === templateId) this.#failure = null;
  }

  #isForgotten(failure: Failure): boolean {
    const age = this.#clock.monotonicMs() - failure.atMs;
    return failure.templateId !== null && age >= templateMemoryMs;
  }
}
