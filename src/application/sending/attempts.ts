import { decideMessage, type MessageCommand } from '../../domain/message/decide.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';
import type { DecidedMessage } from '../../domain/message/state.js';
import { epochMs, type MessageId } from '../../domain/ids.js';
import { messageStream } from '../../domain/streams.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { SendOptions } from '../ports/message-sender.js';
import type { Tracer } from '../ports/tracer.js';
import { appendAt, type Loaded, type StreamDeps } from '../writing/stream-writer.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import type { Breaker } from './breaker.js';
import { loadMessage, type MessageLog } from './message-log.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { claimTooOld, senderFailed } from './own-outcomes.js';
import { inSendSpan } from './send-span.js';
import { UnconfirmedClaims } from './unconfirmed-claims.js';

/** A claim older than this by the claimer's own clock is not acted on: others may hold it for dead. */
const claimGoodForMs = 10_000;
/** When to look again at what somebody, or something, is just about to change. */
export const lookAgainMs = 200;

export type AttemptDeps = StreamDeps &
  Readonly<{ logger: Logger; tracer: Tracer; credits: CreditStore; breaker: Breaker }>;

/** Nothing more to do now, or ask again after so many milliseconds. */
export type Processed = Readonly<{ againInMs: number | null }>;

/** `nothing`: the state refuses it, or it is so already; somebody else has acted. */
export type AppendedAs = 'written' | 'conflict' | 'nothing';

export const done: Processed = { againInMs: null };

/** A message as its stream was read, and on whose behalf it is worked on. */
export type Work = Readonly<{
  id: MessageId;
  loaded: Loaded<MessageLog>;
  message: DecidedMessage;
  by: Invocation;
}>;

/** How an attempt goes out. */
export type Way = Readonly<{
  /** Of the credit stream, as it was read for this attempt; -1: none is needed. */
  creditRead: number;
  send: (options: SendOptions) => Promise<AttemptOutcome>;
  /** What is to be noted once the outcome is recorded. */
  after?: (outcome: AttemptOutcome) => Promise<void>;
}>;

type Claimed = Work & Readonly<{ attempt: number; claimedMs: number }> & Way;

/**
 * Claim, call, record. The claim is an append at the revision that was read, so one instance wins
 * it; only the winner calls WeChat, and only after a definite success.
 */
export class Attempts {
  readonly #recorder: OutcomeRecorder;
  readonly #unconfirmed: UnconfirmedClaims;

  constructor(private readonly deps: AttemptDeps) {
    this.#recorder = new OutcomeRecorder(deps);
    this.#unconfirmed = new UnconfirmedClaims(deps.store, this.#recorder);
  }

  /** From now on an outcome that cannot be recorded is given up: others find it in doubt. */
  stop(): void {
    this.#recorder.stop();
  }

  /** Whether a claim of ours may stand in the log for which WeChat was never called. */
  hasUnconfirmed(id: MessageId): boolean {
    return this.#unconfirmed.has(id);
  }

  /** Settles such a claim, once it is seen to be written. @throws AppError `store_unavailable` */
  disown(id: MessageId): Promise<void> {
    return this.#unconfirmed.disown(id);
  }

  /** Makes an attempt, unless the breaker is open or another was first. @throws AppError `store_unavailable` */
  async make(
    work: Work,
    way: Way,
    command: Extract<MessageCommand, { type: 'Claim' }>,
  ): Promise<Processed> {
    const { breaker, clock } = this.deps;
    const blockedMs = breaker.admit();
    if (blockedMs > 0) return this.#waitForBreaker(work, blockedMs);
    const claimedMs = clock.monotonicMs();
    const attempt = work.message.attempts + 1;
    const eventId = this.deps.ids.uuid();
    let written: AppendedAs;
    try {
      written = await this.append(work, command, [eventId]);
    } catch (error) {
      breaker.released();
      this.deps.logger.warn({ messageId: work.id, ...errorFields(error) }, 'claim_unconfirmed');
      this.#unconfirmed.add(work.id, { attempt, eventId, revision: work.loaded.revision + 1 });
      await this.#unconfirmed.disown(work.id);
      return { againInMs: lookAgainMs };
    }
    if (written === 'written') return this.#call({ ...work, ...way, attempt, claimedMs });
    breaker.released();
    return this.hasUnconfirmed(work.id) ? { againInMs: lookAgainMs } : done;
  }

  // Until the breaker closes nothing is claimed; the message stays as it is and expires in time.
  async #waitForBreaker(work: Work, blockedMs: number): Promise<Processed> {
    const leftMs = epochMs(work.message.decision.expiresAt) - epochMs(this.deps.clock.now());
    return { againInMs: Math.min(blockedMs, Math.max(leftMs, 0)) };
  }

  async #call(claimed: Claimed): Promise<Processed> {
    const { clock, metrics } = this.deps;
    const startedMs = clock.monotonicMs();
    const startWithinMs = claimGoodForMs - (startedMs - claimed.claimedMs);
    const outcome: AttemptOutcome =
      startWithinMs <= 0 ? claimTooOld : await this.#ask(claimed, startWithinMs);
    const latencyMs = Math.round(clock.monotonicMs() - startedMs);
    const decidedMs = epochMs(claimed.message.decidedAt);
    metrics.observe('call_to_send_seconds', (epochMs(clock.now()) - decidedMs) / 1000);
    metrics.observe('send_latency_seconds', latencyMs / 1000);
    metrics.count('send_outcomes_total', { outcome: outcome.outcome });
    this.#tellBreaker(outcome);
    const { attempt, creditRead, by } = claimed;
    const { decision } = claimed.message;
    await this.#recorder.record({ decision, attempt, creditRead, outcome, latencyMs, by });
    await claimed.after?.(outcome);
    return done;
  }

  // The port never throws; should it, then nobody knows what it did before.
  #ask(claimed: Claimed, startWithinMs: number): Promise<AttemptOutcome> {
    const { logger, tracer } = this.deps;
    return inSendSpan(tracer, claimed, async () => {
      try {
        return await claimed.send({ startWithinMs });
      } catch (error) {
        const { id: messageId, by, attempt } = claimed;
        const fields = { messageId, correlationId: by.correlationId, attempt };
        logger.error({ ...fields, ...errorFields(error) }, 'sender_failed');
        return senderFailed;
      }
    });
  }

  #tellBreaker(outcome: AttemptOutcome): void {
    const { breaker } = this.deps;
    if (outcome.outcome === 'deferred' && outcome.scope === 'account')
      breaker.failed(outcome.reason);
    else if (judged.has(outcome.outcome)) breaker.succeeded();
    else breaker.released();
  }

  /** An attempt has gone without an outcome for too long. @throws AppError `store_unavailable` */
  async doubt(id: MessageId, attempt: number): Promise<void> {
    await this.#unconfirmed.disown(id);
    const loaded = await loadMessage(this.deps.store, id);
    const { message, correlationId } = loaded.state;
    if (message.status === 'undecided') return;
    const by = serviceInvocation('sender', correlationId ?? id);
    const at = this.deps.clock.now();
    const command = { type: 'Doubt', at, attempt, reason: 'no_outcome' } as const;
    await this.append({ id, loaded, message, by }, command);
  }

  /** Appends what a command comes to, at the revision that was read. @throws AppError `store_unavailable` */
  async append(
    work: Work,
    command: MessageCommand,
    eventIds: readonly string[] = [],
  ): Promise<AppendedAs> {
    const { loaded } = work;
    const decision = decideMessage(loaded.state.message, command);
    if (!decision.ok || decision.events.length === 0) return 'nothing';
    const at = { stream: messageStream(work.id), revision: loaded.revision, eventIds };
    return appendAt(this.deps, at, { events: decision.events, context: contextOf(work.by) });
  }
}

/** Answers that WeChat gives only where it takes the account. */
const judged: ReadonlySet<AttemptOutcome['outcome']> = new Set(['sent', 'no_credit', 'rejected']);
