import type { MessageEvent } from '../../domain/message/events.js';
import {
  evolveMessage,
  undecidedMessage,
  type DecidedMessage,
} from '../../domain/message/state.js';
import type { MessageId, TicketId } from '../../domain/ids.js';
import type { TicketMessage } from '../ports/inbound.js';

/** A message in memory, as far as the log has been folded. */
export type LiveMessage = Readonly<{
  state: DecidedMessage;
  revision: number;
  /** When its latest event was recorded. */
  at: TicketMessage['at'];
}>;

/** The messages of the open days, folded from the log. */
export class LiveMessages {
  readonly #messages = new Map<MessageId, LiveMessage>();
  readonly #byTicket = new Map<TicketId, MessageId[]>();

  get(id: MessageId): LiveMessage | undefined {
    return this.#messages.get(id);
  }

  has(id: MessageId): boolean {
    return this.#messages.has(id);
  }

  all(): IterableIterator<LiveMessage> {
    return this.#messages.values();
  }

  /** Folds one event; null for one that does not apply. */
  apply(id: MessageId, event: MessageEvent, revision: number): LiveMessage | null {
    const known = this.#messages.get(id);
    if (known !== undefined && revision <= known.revision) return null;
    const state = evolveMessage(known?.state ?? undecidedMessage, event);
    if (state.status === 'undecided') return null;
    const message: LiveMessage = { state, revision, at: event.at };
    this.#messages.set(id, message);
    if (known === undefined) this.#index(id, state.decision.ticketId);
    return message;
  }

  /** Takes in a message whose events lie before what is folded. */
  adopt(state: DecidedMessage, revision: number): LiveMessage {
    const { messageId: id, ticketId } = state.decision;
    const known = this.#messages.get(id);
    if (known !== undefined) return known;
    const message: LiveMessage = { state, revision, at: state.decidedAt };
    this.#messages.set(id, message);
    this.#index(id, ticketId);
    return message;
  }

  #index(id: MessageId, ticket: TicketId): void {
    const ids = this.#byTicket.get(ticket);
    if (ids === undefined) this.#byTicket.set(ticket, [id]);
    else ids.push(id);
  }

  /** The messages of a ticket, in the order of their decisions. */
  ofTicket(ticket: TicketId): readonly LiveMessage[] {
    return (this.#byTicket.get(ticket) ?? [])
      .map((id) => this.#messages.get(id))
      .filter((message) => message !== undefined);
  }

  /** Forgets the messages of a day that is over, once they have ended. */
  forget(isOver: (message: LiveMessage) => boolean): void {
    for (const [id, message] of this.#messages) {
      if (!isOver(message)) continue;
      this.#messages.delete(id);
      this.#byTicket.delete(message.state.decision.ticketId);
    }
  }
}
