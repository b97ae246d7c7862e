import type { MessageId } from '../../domain/ids.js';
import { messageStream } from '../../domain/streams.js';
import type { EventStore } from '../ports/event-store.js';

/** A claim of ours that the store never confirmed: WeChat was not called for it. */
export type UnconfirmedClaim = Readonly<{ attempt: number; revision: number; eventId: string }>;

/** What became of one: it was written after all, somebody else wrote there, or nothing is there yet. */
export type ClaimFate = 'ours' | 'theirs' | 'open';

/**
 * Claims that were given up without a definite answer and may have been written all the same, now
 * or later. Only this process knows that nothing was sent for them; it says so when it finds one.
 */
export class UnconfirmedClaims {
  readonly #claims = new Map<MessageId, UnconfirmedClaim>();

  add(id: MessageId, claim: UnconfirmedClaim): void {
    this.#claims.set(id, claim);
  }

  get(id: MessageId): UnconfirmedClaim | undefined {
    return this.#claims.get(id);
  }

  settle(id: MessageId): void {
    this.#claims.delete(id);
  }

  /** Looks whether the claim stands in the log. @throws what the store throws when it cannot be read */
  async fateOf(store: EventStore, id: MessageId, claim: UnconfirmedClaim): Promise<ClaimFate> {
    const read = { stream: messageStream(id), from: claim.revision, limit: 1 };
    for await (const recorded of store.readStream(read))
      return recorded.eventId === claim.eventId ? 'ours' : 'theirs';
    return 'open';
  }
}
