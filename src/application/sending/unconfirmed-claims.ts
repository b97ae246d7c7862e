import type { MessageId } from '../../domain/ids.js';
import { messageStream } from '../../domain/streams.js';
import { serviceInvocation } from '../invocation.js';
import type { EventStore } from '../ports/event-store.js';
import { loadMessage } from './message-log.js';
import { claimTooOld } from './own-outcomes.js';
import type { OutcomeRecorder } from './outcome-recorder.js';

/** A claim of ours that the store never confirmed: WeChat was not called for it. */
export type UnconfirmedClaim = Readonly<{ attempt: number; revision: number; eventId: string }>;

/** What became of one: it was written after all, somebody else wrote there, or nothing is there yet. */
type ClaimFate = 'ours' | 'theirs' | 'open';

/**
 * Claims that were given up without a definite answer and may have been written all the same, now
 * or later. Only this process knows that nothing was sent for them; it says so when it finds one.
 */
export class UnconfirmedClaims {
  readonly #claims = new Map<MessageId, UnconfirmedClaim>();

  constructor(
    private readonly store: EventStore,
    private readonly recorder: OutcomeRecorder,
  ) {}

  add(id: MessageId, claim: UnconfirmedClaim): void {
    this.#claims.set(id, claim);
  }

  has(id: MessageId): boolean {
    return this.#claims.has(id);
  }

  /**
   * Records of a claim, once it is seen to be written, that nothing was sent.
   * @throws AppError `store_unavailable`, and what the store throws when it cannot be read
   */
  async disown(id: MessageId): Promise<void> {
    const claim = this.#claims.get(id);
    if (claim === undefined) return;
    const fate = await this.#fateOf(id, claim);
    if (fate === 'open') return;
    this.#claims.delete(id);
    if (fate === 'theirs') return;
    const { message, correlationId, traceparent } = (await loadMessage(this.store, id)).state;
    if (message.status === 'undecided') return;
    const by = serviceInvocation('sender', correlationId ?? id, traceparent);
    const { decision } = message;
    const unsent = { outcome: claimTooOld, latencyMs: 0, creditRead: -1 };
    await this.recorder.record({ decision, attempt: claim.attempt, by, ...unsent });
  }

  async #fateOf(id: MessageId, claim: UnconfirmedClaim): Promise<ClaimFate> {
    const read = { stream: messageStream(id), from: claim.revision, limit: 1 };
    for await (const recorded of this.store.readStream(read))
      return recorded.eventId === claim.eventId ? 'ours' : 'theirs';
    return 'open';
  }
}
