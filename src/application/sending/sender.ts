import {
  isClaimable,
  isTooLate,
  type MessageCommand,
  type SendPolicy,
} from '../../domain/message/decide.js';
import {
  countsAsUsed,
  mayFallBack,
  mayTake,
  type DecidedMessage,
} from '../../domain/message/state.js';
import type { RunningHall } from '../../domain/hall/state.js';
import { epochMs, type Instant, type MessageId, type SubscriberId } from '../../domain/ids.js';
import { isLongTerm } from '../../domain/settings/settings.js';
import { AppError } from '../errors.js';
import type { HallDayLog } from '../hall/hall-day-log.js';
import type { HallDays } from '../hall/hall-days.js';
import { serviceInvocation } from '../invocation.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { MessageSender } from '../ports/message-sender.js';
import type { CardHolder } from '../ports/service-cards.js';
import {
  Attempts,
  done,
  lookAgainMs,
  type AttemptDeps,
  type Processed,
  type Way,
  type Work,
} from './attempts.js';
import type { CardChannel } from './card-channel.js';
import { InTurn } from '../writing/in-turn.js';
import { loadMessage } from './message-log.js';
import { messageRequest, type RequestOptions } from './message-request.js';
import { inMessageSpan } from './send-span.js';
import { judge } from './still-true.js';

export type SenderDeps = AttemptDeps &
  Readonly<{
    days: HallDays;
    openIdOf: (subscriberId: SubscriberId) => Promise<string | null>;
    wechat: MessageSender;
    cards: CardChannel;
    policy: SendPolicy;
    request: RequestOptions;
  }>;

/** What a message says as of now. */
type Grounds = Readonly<{ hall: RunningHall; ahead: number | null; at: Instant }>;

/**
 * Takes one decided message as far as it goes: by card or by subscribe message, use of a grant, still
 * true?, and then the attempt.
 */
export class Sender {
  readonly #people = new InTurn<SubscriberId>();
  readonly #attempts: Attempts;

  constructor(private readonly deps: SenderDeps) {
    this.#attempts = new Attempts(deps);
  }

  /** From now on an outcome that cannot be recorded is given up: others find it in doubt. */
  stop(): void {
    this.#attempts.stop();
  }

  /** @throws AppError `store_unavailable`: nothing is lost, process it again later */
  async process(id: MessageId, subscriberId: SubscriberId): Promise<Processed> {
    return this.#people.run(subscriberId, () => this.#process(id));
  }

  /** Whether a claim of ours may stand in the log for which WeChat was never called. */
  hasUnconfirmedClaim(id: MessageId): boolean {
    return this.#attempts.hasUnconfirmed(id);
  }

  async #process(id: MessageId): Promise<Processed> {
    await this.#attempts.disown(id);
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
    const { credits, wechat, openIdOf } = this.deps;
    const { decision } = work.message;
    // Before the use: one that comes back is seen by every withheld message of the person, this too.
    const { subscriberId, templateId } = decision;
    const openId = await openIdOf(subscriberId);
    if (openId === null) return this.#withhold(work, 'forgotten');
    const log = await this.#readDay(decision);
    const code = await this.deps.cards.codeFor(log.state, work.message);
    if (code !== null) return this.#prepareCard(work, { openId, code });
    if (!mayTake(work.message, 'subscribe')) return done;
    // A refused card cannot be withdrawn: a use that it took in vain would, given back, wake it again.
    if (mayFallBack(work.message) && (await this.#stillTrue(work)) === null) return done;
    const lasting = log.state.status !== 'unopened' && isLongTerm(log.state.settings, templateId);
    const use = await credits.use(
      subscriberId,
      { templateId, messageId: work.id, lasting },
      work.by,
    );
    if (!use.ok) return this.#withhold(work, use.reason);
    const grounds = await this.#stillTrue(work);
    if (grounds === null) return done;
    const { hall, ...sending } = grounds;
    const request = messageRequest(hall, decision, { ...this.deps.request, ...sending });
    const send: Way['send'] = (options) => wechat.send(openId, request, options);
    return this.#attempts.make(
      work,
      { creditRead: use.readRevision, send },
      { type: 'Claim', ...sending, request, policy: this.deps.policy },
    );
  }

  /** A card needs no grant: one that was taken for a subscribe message comes back. */
  async #prepareCard(work: Work, holder: CardHolder): Promise<Processed> {
    const { cards, policy } = this.deps;
    const { decision } = work.message;
    await this.giveBack(decision, work.by);
    const grounds = await this.#stillTrue(work);
    if (grounds === null) return done;
    const { hall, ...sending } = grounds;
    const request = cards.requestFor(hall, decision);
    // The settings have just changed: looked at anew.
    if (request === null) return { againInMs: lookAgainMs };
    const way: Way = {
      creditRead: -1,
      send: (options) => cards.send(holder, request, options),
      after: (outcome) => cards.noteOutcome(outcome, { ...holder, decision, by: work.by }),
    };
    return this.#attempts.make(work, way, { type: 'Claim', ...sending, request, policy });
  }

  /** Null, and withdrawn, where what the message says is no longer so. */
  async #stillTrue(work: Work): Promise<Grounds | null> {
    const { decision } = work.message;
    const { state: hall } = await this.#readDay(decision);
    const judgement = judge(hall, decision);
    const at = this.deps.clock.now();
    if (judgement.isTrue && hall.status !== 'unopened') return { hall, ahead: judgement.ahead, at };
    const reason = judgement.isTrue ? 'day_closed' : judgement.reason;
    await this.#end(work, { type: 'Withdraw', at, reason });
    return null;
  }

  /** The hall's day to its end as of now. @throws AppError `newer_version`, `store_unavailable` */
  async #readDay({ hallId, businessDay }: DecidedMessage['decision']): Promise<HallDayLog> {
    const log = await this.deps.days.open(hallId, businessDay);
    await log.refresh();
    if (log.unreadable !== null) throw new AppError('newer_version', log.unreadable);
    return log;
  }

  #withhold(work: Work, reason: 'no_grant' | 'declined' | 'forgotten'): Promise<Processed> {
    return this.#end(work, { type: 'Withhold', at: this.deps.clock.now(), reason });
  }

  /** Records that the message ends unsent for now, and frees its use of a grant. */
  async #end(work: Work, command: MessageCommand): Promise<Processed> {
    const { message, by } = work;
    const written = await this.#attempts.append(work, command);
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
  doubt(id: MessageId, attempt: number): Promise<void> {
    return this.#attempts.doubt(id, attempt);
  }
}
