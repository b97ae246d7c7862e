import pLimit from 'p-limit';
import type { HallEvent } from '../../domain/hall/events.js';
import { epochMs, type MessageId, type SubscriberId, type TicketId } from '../../domain/ids.js';
import { decisionEvent, isClaimable, type SendPolicy } from '../../domain/message/decide.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { DecidedMessage } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import type { LiveFold } from '../live/live-halls.js';
import type { LiveMessage, LiveMessages } from '../live/live-messages.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import { errorFields, type Logger } from '../ports/logger.js';
import { appendAt, type StreamDeps } from '../stream-writer.js';
import type { OpenUses } from './open-uses.js';
import type { Sender } from './sender.js';
import { staggerMs } from './stagger.js';

/** Within this the instances draw their turn for a decision. */
const decisionSpanMs = 20;
/** When no claim of a decided message was seen for so long, another instance tries. */
const claimPatienceMs = 2_000;
/** An attempt known for so long without an outcome is in doubt. */
const doubtAfterMs = 20_000;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
const mostAtOnce = 32;

type Undone = Readonly<{ decision: MessageDecision; correlationId: string }>;

export type ReactorDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    messages: LiveMessages;
    sender: Sender;
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
  readonly #timers = new Map<MessageId, () => void>();
  readonly #withheld = new Map<SubscriberId, Set<MessageId>>();
  readonly #retries = new Map<MessageId, number>();
  readonly #limit = pLimit(mostAtOnce);
  readonly #running = new Set<Promise<void>>();
  #live = false;
  #stopped = false;

  constructor(private readonly deps: ReactorDeps) {}

  /** Messages decided by the policy that the log does not have yet. */
  get undone(): number {
    return this.#undone.size;
  }

  /** Takes in what one event of the log meant. */
  fold(fold: LiveFold): void {
    if (fold === null) return;
    if (fold.kind === 'message') {
      this.#undone.delete(fold.id);
      this.#indexWithheld(fold.id, fold.message.state);
      if (this.#live) this.#plan(fold.id, fold.message.state);
      return;
    }
    for (const decision of fold.decisions)
      this.#due({ decision, correlationId: fold.correlationId });
    if (this.#live) this.#releaseHeld(fold.event);
  }

  #due(undone: Undone): void {
    const { messageId } = undone.decision;
    if (this.deps.messages.has(messageId)) return;
    this.#undone.set(messageId, undone);
    if (this.#live) this.#wake(messageId, this.#turnMs(messageId), () => this.#record(undone));
  }

  /** The log's past is folded: acts on everything that it left undone. */
  goLive(): void {
    this.#live = true;
    for (const undone of this.#undone.values()) this.#due(undone);
    for (const { state } of this.deps.messages.all())
      this.#plan(state.decision.messageId, state, 'start');
  }

  /** A grant was given: what waited for one may go. */
  granted(subscriberId: SubscriberId): void {
    if (!this.#live) return;
    for (const id of this.#withheld.get(subscriberId) ?? []) this.#process(id, this.#turnMs(id));
  }

  /** Takes on an unfinished message of a day that is not in memory. */
  adopt({ state }: LiveMessage): void {
    this.#plan(state.decision.messageId, state, 'start');
  }

  /** Stops acting and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await Promise.allSettled(this.#running);
  }

  // With one writer there is nobody to share with, and nothing to wait for.
  #turnMs(id: MessageId): number {
    const { store, instanceId } = this.deps;
    return store.singleWriter ? 0 : staggerMs(id, instanceId, decisionSpanMs);
  }

  async #record({ decision, correlationId }: Undone): Promise<void> {
    const { messageId } = decision;
    if (!this.#undone.has(messageId)) return;
    const at = { stream: messageStream(messageId), revision: -1 };
    const by = serviceInvocation('near-turn', correlationId);
    const event = decisionEvent(decision, this.deps.clock.now());
    const context = { ...contextOf(by), causationId: decision.cause.eventId };
    const written = await appendAt(this.deps, at, { events: [event], context });
    this.#undone.delete(messageId);
    if (written === 'conflict') return;
    this.deps.metrics.count('decisions_total', { kind: decision.kind });
    await this.#send(messageId, decision.subscriberId);
  }

  async #send(id: MessageId, subscriberId: SubscriberId): Promise<void> {
    const { againInMs } = await this.deps.sender.process(id, subscriberId);
    if (againInMs !== null) this.#process(id, againInMs);
  }

  #process(id: MessageId, delayMs: number): void {
    const message = this.deps.messages.get(id);
    if (message === undefined) return;
    const { subscriberId } = message.state.decision;
    this.#wake(id, delayMs, () => this.#send(id, subscriberId));
  }

  /** What a message's state asks of this instance, now or later. */
  #plan(id: MessageId, message: DecidedMessage, when: 'start' | 'seen' = 'seen'): void {
    const { clock, policy, sender, store } = this.deps;
    switch (message.status) {
      case 'decided':
        return this.#process(id, this.#turnMs(id) + (when === 'seen' ? claimPatienceMs : 0));
      case 'sending': {
        const isNobodys = when === 'start' && store.singleWriter;
        return this.#wake(id, isNobodys ? 0 : doubtAfterMs, () =>
          sender.doubt(id, message.attempts),
        );
      }
      case 'deferred': {
        const dueMs =
          message.notBefore === null ? 0 : epochMs(message.notBefore) - epochMs(clock.now());
        return this.#process(id, Math.max(dueMs, 0) + this.#turnMs(id));
      }
      case 'withheld':
        return this.#process(id, this.#turnMs(id));
      case 'in_doubt':
        return isClaimable(message, policy) ? this.#process(id, this.#turnMs(id)) : this.#rest(id);
      default:
        return this.#seeUseReturned(id, message);
    }
  }

  #rest(id: MessageId): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#retries.delete(id);
  }

  // Whoever ended the message unsent frees its use at once; this is for when they died in between.
  #seeUseReturned(id: MessageId, message: DecidedMessage): void {
    this.#rest(id);
    const endedUnsent = ['withdrawn', 'expired', 'rejected'].includes(message.status);
    if (!endedUnsent || !this.deps.uses.has(id)) return;
    const by = serviceInvocation('sender', id);
    this.#wake(id, claimPatienceMs + this.#turnMs(id), async () => {
      if (this.deps.uses.has(id)) await this.deps.sender.giveBack(message.decision, by);
    });
  }

  #releaseHeld(event: HallEvent): void {
    if (event.type !== 'TicketResumed') return;
    for (const { state } of this.deps.messages.ofTicket(event.data.ticketId as TicketId))
      if (state.status === 'withdrawn' && state.reason === 'held')
        this.#process(state.decision.messageId, this.#turnMs(state.decision.messageId));
  }

  #indexWithheld(id: MessageId, message: DecidedMessage): void {
    const { subscriberId } = message.decision;
    const waiting = this.#withheld.get(subscriberId) ?? new Set<MessageId>();
    if (message.status === 'withheld') this.#withheld.set(subscriberId, waiting.add(id));
    else if (waiting.delete(id) && waiting.size === 0) this.#withheld.delete(subscriberId);
  }

  /** Runs a task for a message after a delay, instead of what was planned for it before. */
  #wake(id: MessageId, delayMs: number, task: () => Promise<void>): void {
    if (this.#stopped) return;
    this.#timers.get(id)?.();
    const run = (): void => {
      this.#timers.delete(id);
      const running = this.#limit(() => this.#run(id, task));
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    };
    if (delayMs <= 0) run();
    else this.#timers.set(id, this.deps.clock.after(delayMs, run));
  }

  // Only the event store can fail a task; nothing is lost, so it is tried until it succeeds.
  async #run(id: MessageId, task: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    try {
      await task();
      this.#retries.delete(id);
    } catch (error) {
      const retries = this.#retries.get(id) ?? 0;
      this.#retries.set(id, retries + 1);
      this.deps.logger.warn({ messageId: id, retries, ...errorFields(error) }, 'message_retry');
      const pauseMs = Math.min(firstRetryMs * 2 ** retries, longestRetryMs);
      this.#wake(id, pauseMs * (0.5 + this.deps.ids.random() / 2), task);
    }
  }
}
