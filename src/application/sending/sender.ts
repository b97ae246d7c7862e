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
import { appendAt, type Loaded, type StreamDeps } from '../stream-writer.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import type { Breaker } from './breaker.js';
import { InTurn } from './in-turn.js';
import { loadMessage, type MessageLog } from './message-log.js';
import { messageRequest, type RequestOptions } from './message-request.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { judge } from './still-true.js';

/** A claim older than this by the claimer's own clock is not acted on: others may hold it for dead. */
const claimGoodForMs = 10_000;

export type SenderDeps = StreamDeps &
  Readonly<{
    logger: Logger;
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

  constructor(private readonly deps: SenderDeps) {
    this.#recorder = new OutcomeRecorder(deps);
  }

  /** From now on an outcome that cannot be recorded is given up: others find it in doubt. */
  stop(): void {
    this.#recorder.stop();
  }

  /** @throws AppError `store_unavailable`: nothing is lost, process it again later */
  async process(id: MessageId, subscriberId: SubscriberId): Promise<Processed> {
    return this.#people.run(subscriberId, () => this.#process(id));
  }

  async #process(id: MessageId): Promise<Processed> {
    const loaded = await loadMessage(this.deps.store, id);
    const { message, correlationId } = loaded.state;
    if (message.status === 'undecided' || !isClaimable(message, this.deps.policy)) return done;
    const by = serviceInvocation('sender', correlationId ?? id);
    const work: Work = { id, loaded, message, by };
    const now = this.deps.clock.now();
    if (isTooLate(message, now)) return this.#end(work, { type: 'Expire', at: now });
    const waitMs = message.notBefore === null ? 0 : epochMs(message.notBefore) - epochMs(now);
    if (waitMs > 0) return { againInMs: waitMs };
    return this.#prepare(work);
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
    const isMine = await this.#append(work, command).then(
      (written) => written === 'written',
      (error: unknown) => {
        breaker.released();
        throw error;
      },
    );
    const attempt = work.message.attempts + 1;
    if (isMine) return this.#call({ ...work, ...found, attempt, claimedMs }, command);
    breaker.released();
    return done;
  }

  async #call(
    claimed: Claimed,
    { request }: Extract<MessageCommand, { type: 'Claim' }>,
  ): Promise<Processed> {
    const { clock, metrics } = this.deps;
    const startedMs = clock.monotonicMs();
    const startWithinMs = claimGoodForMs - (startedMs - claimed.claimedMs);
    const outcome: AttemptOutcome =
      startWithinMs <= 0 ? claimTooOld : await this.#ask(claimed.openId, request, startWithinMs);
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
  async #ask(openId: string, request: MessageRequest, startWithinMs: number) {
    try {
      return await this.deps.wechat.send(openId, request, { startWithinMs });
    } catch (error) {
      this.deps.logger.error(errorFields(error), 'sender_failed');
      return senderFailed;
    }
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

  /** `nothing`: the state refuses it, or it is so already; somebody else has acted. */
  async #append(work: Work, command: MessageCommand): Promise<'written' | 'conflict' | 'nothing'> {
    const { loaded } = work;
    const decision = decideMessage(loaded.state.message, command);
    if (!decision.ok || decision.events.length === 0) return 'nothing';
    const at = { stream: messageStream(work.id), revision: loaded.revision };
    return appendAt(this.deps, at, { events: decision.events, context: contextOf(work.by) });
  }
}

/** Answers that WeChat gives only where it takes the account. */
const judged: ReadonlySet<AttemptOutcome['outcome']> = new Set(['sent', 'no_credit', 'rejected']);

const senderFailed: AttemptOutcome = { outcome: 'unknown', reason: 'sender_failed' };

const claimTooOld: AttemptOutcome = {
  outcome: 'deferred',
  errcode: null,
  reason: 'the claim took too long to be written; nothing was sent',
  possiblySent: false,
  scope: 'network',
};
