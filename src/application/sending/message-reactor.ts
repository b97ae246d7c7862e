import type { HallEvent } from '../../domain/hall/events.js';
import { epochMs, type MessageId, type SubscriberId, type TicketId } from '../../domain/ids.js';
import { decisionEvent, isClaimable, type SendPolicy } from '../../domain/message/decide.js';
import type { MessageDecision } from '../../domain/message/events.js';
import { countsAsUsed, mayFallBack, type DecidedMessage } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import { holdChange } from '../hall/holds.js';
import type { LiveFold } from '../live/live-halls.js';
import type { LiveMessage, LiveMessages } from '../live/live-messages.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { Logger } from '../ports/logger.js';
import { tracedBy, type Tracer } from '../ports/tracer.js';
import { appendAt, type StreamDeps, type Written } from '../writing/stream-writer.js';
import { pauseMs } from './backoff.js';
import { notAsked, type Asked, type CardInquiry } from './card-inquiry.js';
import { MessagePlans, type Next } from './message-plans.js';
import type { OpenUses } from './open-uses.js';
import { messageAttributes } from './send-span.js';
import type { Sender } from './sender.js';
import { staggerMs } from './stagger.js';

/** Within this the instances draw their turn for a decision. */
const decisionSpanMs = 20;
/** When no claim of a decided message was seen for so long, another instance tries. */
const claimPatienceMs = 2_000;
/** An attempt known for so long without an outcome is in doubt. */
const doubtAfterMs = 20_000;

type Undone = Readonly<{ decision: MessageDecision; correlationId: string; traceparent?: string }>;

export type ReactorDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    tracer: Tracer;
    messages: LiveMessages;
    sender: Sender;
    inquiry: CardInquiry;
    uses: OpenUses;
    policy: SendPolicy;
    instanceId: string;
  }>;

/**
 * Sees to it that what the policy decides is recorded once, and that each recorded message goes as
 * far as it can: it wakes the {@link Sender} whenever a message may have somewhere to go.
 * While the log's past is folded it only remembers; from {@link goLive} on it acts.
 */
export class MessageReactor {
  readonly #undone = new Map<MessageId, Undone>();
  readonly #plans: MessagePlans;
  readonly #held = new Set<TicketId>();
  #live = false;

  constructor(private readonly deps: ReactorDeps) {
    const correlationOf = (id: MessageId) =>
      this.#undone.get(id)?.correlationId ?? deps.messages.get(id)?.correlationId ?? null;
    this.#plans = new MessagePlans({ ...deps, correlationOf });
  }

  /** Messages decided by the policy that the log does not have yet. */
  get undone(): number {
    return this.#undone.size;
  }

  /** Takes in what one event of the log meant. */
  fold(fold: LiveFold): void {
    if (fold === null) return;
    if (fold.kind === 'message') {
      this.#undone.delete(fold.id);
      if (this.#live) this.#plan(fold.id, fold.message.state);
      return;
    }
    const { correlationId } = fold;
    for (const decision of fold.decisions)
      this.#due({ decision, correlationId, ...tracedBy(fold) });
    this.#foldHold(fold.event);
  }

  #due(undone: Undone): void {
    const { messageId } = undone.decision;
    if (this.deps.messages.has(messageId)) return;
    this.#undone.set(messageId, undone);
    if (this.#live)
      this.#plans.wake(messageId, this.#turnMs(messageId), () => this.#record(undone));
  }

  /** The log's past is folded: acts on everything that it left undone. */
  goLive(): void {
    this.#live = true;
    for (const undone of this.#undone.values()) this.#due(undone);
    for (const { state } of this.deps.messages.all())
      this.#plan(state.decision.messageId, state, 'start');
  }

  /** What waited for a grant, or a card, may go, or wait for another reason. */
  creditChanged(subscriberId: SubscriberId): void {
    if (!this.#live) return;
    for (const id of this.deps.messages.withheldOf(subscriberId))
      this.#process(id, this.#turnMs(id));
  }

  /** Takes on an unfinished message of a day that is not in memory. */
  adopt({ state }: LiveMessage): void {
    this.#plan(state.decision.messageId, state, 'start');
  }

  /** Stops acting and waits for what is under way. */
  async stop(): Promise<void> {
    this.deps.sender.stop();
    await this.#plans.stop();
  }

  // With one writer there is nobody to share with, and nothing to wait for.
  #turnMs(id: MessageId): number {
    const { store, instanceId } = this.deps;
    return store.singleWriter ? 0 : staggerMs(id, instanceId, decisionSpanMs);
  }

  async #record(undone: Undone): Promise<Next> {
    const { decision } = undone;
    const { messageId } = decision;
    if (!this.#undone.has(messageId)) return null;
    const written = await this.#append(undone);
    this.#undone.delete(messageId);
    if (written === 'conflict') return null;
    this.deps.metrics.count('decisions_total', { kind: decision.kind });
    return this.#send(messageId, decision.subscriberId);
  }

  #append({ decision, correlationId, traceparent: parent }: Undone): Promise<Written> {
    const attributes = messageAttributes(decision, correlationId);
    const options = { kind: 'producer', parent, attributes } as const;
    return this.deps.tracer.span('decide message', options, async (span) => {
      const at = { stream: messageStream(decision.messageId), revision: -1 };
      const by = serviceInvocation('near-turn', correlationId, span.traceparent);
      const event = decisionEvent(decision, this.deps.clock.now());
      const context = { ...contextOf(by), causationId: decision.cause.eventId };
      const written = await appendAt(this.deps, at, { events: [event], context });
      span.set({ 'nearturn.written': written });
      return written;
    });
  }

  async #send(id: MessageId, subscriberId: SubscriberId): Promise<Next> {
    const { againInMs: inMs } = await this.deps.sender.process(id, subscriberId);
    return inMs === null ? null : { inMs, task: () => this.#send(id, subscriberId) };
  }

  #process(id: MessageId, delayMs: number): void {
    const message = this.deps.messages.get(id);
    if (message === undefined) return;
    const { subscriberId } = message.state.decision;
    this.#plans.wake(id, delayMs, () => this.#send(id, subscriberId));
  }

  /** What a message's state asks of this instance, now or later. */
  #plan(id: MessageId, message: DecidedMessage, when: 'start' | 'seen' = 'seen'): void {
    const { sender, store, inquiry } = this.deps;
    switch (message.status) {
      case 'decided':
        return this.#process(id, this.#turnMs(id) + (when === 'seen' ? claimPatienceMs : 0));
      case 'sending': {
        if (sender.hasUnconfirmedClaim(id)) return this.#process(id, 0);
        const isNobodys = when === 'start' && store.singleWriter;
        return this.#plans.wake(id, isNobodys ? 0 : doubtAfterMs, () => this.#doubt(id, message));
      }
      case 'deferred':
        return this.#process(id, this.#dueMs(message) + this.#turnMs(id));
      case 'withheld':
        return this.#process(id, this.#turnMs(id));
      case 'withdrawn':
        // The hold may have ended before the withdrawal was written.
        return this.#isReleased(message)
          ? this.#process(id, this.#turnMs(id))
          : this.#seeUseReturned(id, message);
      case 'in_doubt':
        return inquiry.concerns(message) ? this.#inquire(id) : this.#sendAgain(id, message);
      case 'rejected':
        return mayFallBack(message)
          ? this.#process(id, this.#turnMs(id))
          : this.#seeUseReturned(id, message);
      default:
        return this.#seeUseReturned(id, message);
    }
  }

  #dueMs({ notBefore }: DecidedMessage): number {
    const now = this.deps.clock.now();
    return notBefore === null ? 0 : Math.max(epochMs(notBefore) - epochMs(now), 0);
  }

  async #doubt(id: MessageId, { attempts }: DecidedMessage): Promise<Next> {
    await this.deps.sender.doubt(id, attempts);
    return null;
  }

  // Every instance asks; the first to append what it learns settles it.
  #inquire(id: MessageId): void {
    const delayMs = this.deps.inquiry.pauseMs(notAsked) + this.#turnMs(id);
    this.#plans.wake(id, delayMs, () => this.#ask(id, notAsked));
  }

  async #ask(id: MessageId, asked: Asked): Promise<Next> {
    const inquired = await this.deps.inquiry.ask(id, asked);
    if (inquired.kind === 'again')
      return { inMs: inquired.inMs, task: () => this.#ask(id, inquired.asked) };
    const message = this.deps.messages.get(id)?.state;
    if (inquired.kind === 'given_up' && message !== undefined) this.#sendAgain(id, message);
    return null;
  }

  // Where the policy is to send again, then not in a circle as fast as WeChat fails.
  #sendAgain(id: MessageId, message: DecidedMessage): void {
    const { policy, ids } = this.deps;
    if (!isClaimable(message, policy)) return this.#plans.rest(id);
    const tries = { attempts: message.attempts, random: ids.random() };
    this.#process(id, pauseMs({ scope: 'network' }, tries) + this.#turnMs(id));
  }

  // Whoever ended the message unsent frees its use at once; this is for when they died in between.
  #seeUseReturned(id: MessageId, message: DecidedMessage): void {
    this.#plans.rest(id);
    const endedUnsent = ['withdrawn', 'expired', 'rejected'].includes(message.status);
    if (!endedUnsent || countsAsUsed(message) || !this.deps.uses.has(id)) return;
    const by = serviceInvocation('sender', id);
    this.#plans.wake(id, claimPatienceMs + this.#turnMs(id), async () => {
      if (this.deps.uses.has(id)) await this.deps.sender.giveBack(message.decision, by);
      return null;
    });
  }

  #foldHold(event: HallEvent): void {
    const change = holdChange(event);
    if (change === null) return;
    if (change.held !== null) this.#held.add(change.ticketId);
    else this.#held.delete(change.ticketId);
    // Resumed it waits again; called anew it is called again: each has a message that says so.
    const isBack = event.type === 'TicketResumed' || event.type === 'WindowCalled';
    if (!this.#live || !isBack) return;
    for (const { state } of this.deps.messages.ofTicket(change.ticketId)) {
      const { messageId } = state.decision;
      if (this.#isReleased(state) || mayFallBack(state))
        this.#process(messageId, this.#turnMs(messageId));
    }
  }

  #isReleased({ status, reason, decision }: DecidedMessage): boolean {
    return status === 'withdrawn' && reason === 'held' && !this.#held.has(decision.ticketId);
  }
}
