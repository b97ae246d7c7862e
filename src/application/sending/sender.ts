import {
  decideMessage,
  isClaimable,
  isTooLate,
  type MessageCommand,
  type SendPolicy,
} from '../../domain/message/decide.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';
import type { MessageRequest } from '../../domain/message/events.js';
import { countsAsUsed, type DecidedMessage } from '../../domain/message/state.js';
import { epochMs, type MessageId, type SubscriberId } from '../../domain/ids.js';
import { messageStream } from '../../domain/streams.js';
import { AppError } from '../errors.js';
import type { HallDays } from '../hall/hall-days.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { Invocation } from '../ports/inbound.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { MessageSender } from '../ports/message-sender.js';
import type { Tracer } from '../ports/tracer.js';
import { appendAt, type Loaded, type StreamDeps } from '../stream-writer.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import type { Breaker } from './breaker.js';
import { InTurn } from './in-turn.js';
import { loadMessage, type MessageLog } from './message-log.js';
import { UnconfirmedClaims } from './unconfirmed-claims.js';
import { messageRequest, type RequestOptions } from './message-request.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { claimTooOld, senderFailed } from './own-outcomes.js';
import { inMessageSpan, inSendSpan } from './send-span.js';
import { judge } from './still-true.js';

/** A claim older than this by the claimer's own clock is not acted on: others may hold it for dead. */
const claimGoodForMs = 10_000;
const claimLookAgainMs = 200;

export type SenderDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    tracer: Tracer;
    credits: CreditStore;
    days: HallDays;
    openIdOf: (subscriberId: SubscriberId) => Promise<string | null>;
    wechat: MessageSender;
    breaker: Breaker;
    policy: SendPolicy;
    request: RequestOptions;
  }>;

/** Nothing more to do now, or ask again after so many milliseconds. */
export type Processed = Readonly<{ againInMs: number | null }>;

/** `nothing`: the state refuses it, or it is so already; somebody else has acted. */
type AppendedAs = 'written' | 'conflict' | 'nothing';

const done: Processed = { againInMs: null };

type Work = Readonly<{
  id: MessageId;
  loaded: Loaded<MessageLog>;
  message: DecidedMessage;
  by: Invocation;
}>;
type Claimed = Work &
  Readonly<{ attempt: number; openId: string; creditRead: number; claimedMs: number }>;

/**
 * Takes one decided message as far as it goes: use of a grant, still true?, claim, call, record.
 * The claim is an append at the revision that was read, so one instance wins it; only the winner
 * calls WeChat, and only after a definite success.
 */
export class Sender {
  readonly #people = new InTurn<SubscriberId>();
  readonly #recorder: OutcomeRecorder;
  readonly #unconfirmed: UnconfirmedClaims;

  constructor(private readonly deps: SenderDeps) {
    this.#recorder = new OutcomeRecorder(deps);
    this.#unconfirmed = new UnconfirmedClaims(deps.store, this.#recorder);
  }

  /** From now on an outcome that cannot be recorded is given up: others find it in doubt. */
  stop(): void {
    this.#recorder.stop();
  }

  /** @throws AppError `store_unavailable`: nothing is lost, process it again later */
  async process(id: MessageId, subscriberId: SubscriberId): Promise<Processed> {
    return this.#people.run(subscriberId, () => this.#process(id));
  }

  /** Whether a claim of ours may stand in the log for which WeChat was never called. */
  hasUnconfirmedClaim(id: MessageId): boolean {
    return this.#unconfirmed.has(id);
  }

  async #process(id: MessageId): Promise<Processed> {
    await this.#unconfirmed.disown(id);
    const loaded = await loadMessage(this.deps.store, id);
    const { message, correlationId, traceparent } = loaded.state;
    if (message.status === 'undecided' || !isClaimable(message, this.deps.policy)) return done;
    const by = serviceInvocation('sender', correlationId ?? id, traceparent);
    const work: Work = { id, loaded, message, by };
    const now = this.deps.clock.now();
    if (isTooLate(message, now)) return this.#end(work, { type: 'Expire', at: now });
    const waitMs = message.notBefore === null ? 0 : epochMs(message.notBefore) - epochMs(now);
    if (waitMs > 0) return { againInMs: waitMs };
    const { decision } = message;
    return inMessageSpan(this.deps.tracer, { decision, by }, (traced) =>
      this.#prepare({ ...work, by: traced }),
    );
  }

  async #prepare(work: Work): Promise<Processed> {
    const { credits, clock, openIdOf } = this.deps;
    const { decision } = work.message;
    // Before the use: one that comes back is seen by every withheld message of the person, this too.
    const openId = await openIdOf(decision.subscriberId);
    if (openId === null) return this.#withhold(work, 'forgotten');
    const use = await credits.use(decision.subscriberId, decision, work.by);
    if (!use.ok) return this.#withhold(work, use.reason);
    const log = await this.deps.days.open(decision.hallId, decision.businessDay);
    await log.refresh();
    if (log.unreadable !== null) throw new AppError('newer_version', log.unreadable);
    const judgement = judge(log.state, decision);
    const at = clock.now();
    if (!judgement.isTrue || log.state.status === 'unopened') {
      const reason = judgement.isTrue ? 'day_closed' : judgement.reason;
      return this.#end(work, { type: 'Withdraw', at, reason });
    }
    const { ahead } = judgement;
    const request = messageRequest(log.state, decision, { ...this.deps.request, at, ahead });
    return this.#claim(
      work,
      { openId, creditRead: use.readRevision },
      { type: 'Claim', at, ahead, request, policy: this.deps.policy },
    );
  }

  #withhold(work: Work, reason: 'no_grant' | 'declined' | 'forgotten'): Promise<Processed> {
    return this.#end(work, { type: 'Withhold', at: this.deps.clock.now(), reason });
  }

  // Until the breaker closes nothing is claimed; the message stays as it is and expires in time.
  async #waitForBreaker(work: Work, blockedMs: number): Promise<Processed> {
    const leftMs = epochMs(work.message.decision.expiresAt) - epochMs(this.deps.clock.now());
    return { againInMs: Math.min(blockedMs, Math.max(leftMs, 0)) };
  }

  async #claim(
    work: Work,
    found: Pick<Claimed, 'openId' | 'creditRead'>,
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
      written = await this.#append(work, command, [eventId]);
    } catch (error) {
      breaker.released();
      this.deps.logger.warn({ messageId: work.id, ...errorFields(error) }, 'claim_unconfirmed');
      this.#unconfirmed.add(work.id, { attempt, eventId, revision: work.loaded.revision + 1 });
      await this.#unconfirmed.disown(work.id);
      return { againInMs: claimLookAgainMs };
    }
    if (written === 'written')
      return this.#call({ ...work, ...found, attempt, claimedMs }, command);
    breaker.released();
    return this.hasUnconfirmedClaim(work.id) ? { againInMs: claimLookAgainMs } : done;
  }

  async #call(
    claimed: Claimed,
    { request }: Extract<MessageCommand, { type: 'Claim' }>,
  ): Promise<Processed> {
    const { clock, metrics } = this.deps;
    const startedMs = clock.monotonicMs();
    const startWithinMs = claimGoodForMs - (startedMs - claimed.claimedMs);
    const outcome: AttemptOutcome =
      startWithinMs <= 0 ? claimTooOld : await this.#ask(claimed, request, startWithinMs);
    const latencyMs = Math.round(clock.monotonicMs() - startedMs);
    const decidedMs = epochMs(claimed.message.decidedAt);
    metrics.observe('call_to_send_seconds', (epochMs(clock.now()) - decidedMs) / 1000);
    metrics.observe('send_latency_seconds', latencyMs / 1000);
    metrics.count('send_outcomes_total', { outcome: outcome.outcome });
    this.#tellBreaker(outcome);
    const { attempt, creditRead, by } = claimed;
    const { decision } = claimed.message;
    await this.#recorder.record({ decision, attempt, creditRead, outcome, latencyMs, by });
    return done;
  }

  // The port never throws; should it, then nobody knows what it did before.
  #ask(claimed: Claimed, request: MessageRequest, startWithinMs: number): Promise<AttemptOutcome> {
    const { wechat, logger, tracer } = this.deps;
    return inSendSpan(tracer, claimed, async () => {
      try {
        return await wechat.send(claimed.openId, request, { startWithinMs });
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

  /** Records that the message ends unsent for now, and frees its use of a grant. */
  async #end(work: Work, command: MessageCommand): Promise<Processed> {
    const { message, by } = work;
    const written = await this.#append(work, command);
    if (written !== 'conflict' && !countsAsUsed(message)) await this.giveBack(message.decision, by);
    return done;
  }

  /** Frees the use that a message holds, if it holds one. @throws AppError `store_unavailable` */
  async giveBack(
    decision: Pick<DecidedMessage['decision'], 'subscriberId' | 'templateId' | 'messageId'>,
    by: Invocation,
  ): Promise<void> {
    const { subscriberId, templateId, messageId } = decision;
    await this.deps.credits.giveBack(subscriberId, { templateId, messageId }, by);
  }

  /** An attempt has gone without an outcome for too long. @throws AppError `store_unavailable` */
  async doubt(id: MessageId, attempt: number): Promise<void> {
    await this.#unconfirmed.disown(id);
    const loaded = await loadMessage(this.deps.store, id);
    const { message, correlationId } = loaded.state;
    if (message.status === 'undecided') return;
    const by = serviceInvocation('sender', correlationId ?? id);
    const at = this.deps.clock.now();
    await this.#append(
      { id, loaded, message, by },
      { type: 'Doubt', at, attempt, reason: 'no_outcome' },
    );
  }

  async #append(
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
