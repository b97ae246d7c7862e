import type { MessageEvent } from '../../domain/message/events.js';
import {
  evolveMessage,
  mayFallBack,
  undecidedMessage,
  type DecidedMessage,
} from '../../domain/message/state.js';
import type { MessageId, SubscriberId, TicketId } from '../../domain/ids.js';
import type { TicketMessage } from '../ports/inbound/live.js';

/** A message in memory, as far as the log has been folded. */
export type LiveMessage = Readonly<{
  state: DecidedMessage;
  revision: number;
  /** When its latest event was recorded. */
  at: TicketMessage['at'];
  /** Under which correlation its latest event was recorded. */
  correlationId?: string;
}>;

/** Where an event stands in its message's stream, and under which correlation it was recorded. */
type Recorded = Readonly<{ revision: number; correlationId?: string }>;

/** The messages of the open days, folded from the log. */
export class LiveMessages {
  readonly #messages = new Map<MessageId, LiveMessage>();
  readonly #byTicket = new Map<TicketId, MessageId[]>();
  readonly #byMsgid = new Map<string, MessageId>();
  readonly #withheld = new Map<SubscriberId, Set<MessageId>>();

  get(id: MessageId): LiveMessage | undefined {
    return this.#messages.get(id);
  }

  has(id: MessageId): boolean {
    return this.#messages.has(id);
  }

  /** The message that WeChat knows by this id. */
  ofMsgid(msgid: string): MessageId | null {
    return this.#byMsgid.get(msgid) ?? null;
  }

  all(): IterableIterator<LiveMessage> {
    return this.#messages.values();
  }

  /** Folds one event; null for one that does not apply. */
  apply(id: MessageId, event: MessageEvent, recorded: Recorded): LiveMessage | null {
    const { revision, correlationId } = recorded;
    const known = this.#messages.get(id);
    if (known !== undefined && revision <= known.revision) return null;
    const state = evolveMessage(known?.state ?? undecidedMessage, event);
    if (state.status === 'undecided') return null;
    const traced = correlationId === undefined ? {} : { correlationId };
    const message: LiveMessage = { state, revision, at: event.at, ...traced };
    this.#keep(id, message);
    return message;
  }

  /** Takes in a message whose events lie before what is folded. */
  adopt(state: DecidedMessage, revision: number): LiveMessage {
    const { messageId: id } = state.decision;
    const known = this.#messages.get(id);
    if (known !== undefined) return known;
    const message: LiveMessage = { state, revision, at: state.decidedAt };
    this.#keep(id, message);
    return message;
  }

  #keep(id: MessageId, message: LiveMessage): void {
    const { decision, msgid, status } = message.state;
    if (!this.#messages.has(id)) this.#index(id, decision.ticketId);
    this.#messages.set(id, message);
    if (msgid !== null) this.#byMsgid.set(msgid, id);
    if (status === 'withheld' || mayFallBack(message.state))
      this.#withhold(id, decision.subscriberId);
    else this.#release(id, decision.subscriberId);
  }

  #index(id: MessageId, ticket: TicketId): void {
    const ids = this.#byTicket.get(ticket);
    if (ids === undefined) this.#byTicket.set(ticket, [id]);
    else ids.push(id);
  }

  #withhold(id: MessageId, subscriber: SubscriberId): void {
    const ids = this.#withheld.get(subscriber) ?? new Set<MessageId>();
    this.#withheld.set(subscriber, ids.add(id));
  }

  #release(id: MessageId, subscriber: SubscriberId): void {
    const ids = this.#withheld.get(subscriber);
    if (ids?.delete(id) === true && ids.size === 0) this.#withheld.delete(subscriber);
  }

  /** The messages of a person that a grant could release: withheld, or refused as a card. */
  withheldOf(subscriber: SubscriberId): readonly MessageId[] {
    return [...(this.#withheld.get(subscriber) ?? [])];
  }

  /** The messages of a ticket, in the order of their decisions. */
  ofTicket(ticket: TicketId): readonly LiveMessage[] {
    return (this.#byTicket.get(ticket) ?? [])
      .map((id) => this.#messages.get(id))
      .filter((message) => message !== undefined);
  }

  /** Forgets the messages of days that are long over. */
  forget(isOver: (message: LiveMessage) => boolean): void {
    for (const [id, message] of this.#messages) {
      if (!isOver(message)) continue;
      const { ticketId, subscriberId } = message.state.decision;
      this.#messages.delete(id);
      this.#byTicket.delete(ticketId);
      this.#release(id, subscriberId);
      if (message.state.msgid !== null) this.#byMsgid.delete(message.state.msgid);
    }
  }
}
