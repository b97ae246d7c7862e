import type { CreditEvent } from '../../domain/credit/events.js';
import type { MessageId } from '../../domain/ids.js';

/** The messages that hold a use of a grant, as far as the log has been folded. */
export class OpenUses {
  readonly #messages = new Set<MessageId>();

  fold(event: CreditEvent): void {
    if (event.type === 'SubscriptionUsed') this.#messages.add(event.data.messageId);
    if (event.type === 'SubscriptionReturned') this.#messages.delete(event.data.messageId);
  }

  has(id: MessageId): boolean {
    return this.#messages.has(id);
  }

  /** A message that was sent keeps its use for good: there is nothing left to return. */
  settle(id: MessageId): void {
    this.#messages.delete(id);
  }
}
