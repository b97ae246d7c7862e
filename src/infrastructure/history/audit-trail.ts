import type { EventStore, JsonObject } from '../../application/ports/event-store.js';
import type {
  AuditMessage,
  CreditTrail,
  TimelineEntry,
} from '../../application/ports/inbound/auditors.js';
import type { MessageId, SubscriberId, TemplateId } from '../../domain/ids.js';
import {
  channelOf,
  type AttemptRequest,
  type Channel,
  type MessageDecision,
  type MessageEvent,
} from '../../domain/message/events.js';
import { creditSummaries, foldCredits, noCredits } from '../../projections/history/credit-fold.js';
import { type MessageRow, foldMessage } from '../../projections/history/message-row.js';
import type { TicketRow } from '../../projections/history/ticket-row.js';
import { auditMessage } from './audit-rows.js';
import { type CreditLog, type Placed, Timelines, sorted } from './timeline.js';

/** A message and everything that led to it. */
export type MessageTrail = AuditMessage &
  Readonly<{
    channel: Channel | null;
    request: JsonObject | null;
    timeline: readonly TimelineEntry[];
  }>;

type Options = Readonly<{
  store: EventStore;
  /** The revision of a ticket's issue in its hall's stream, where history knows it already. */
  firstRevisionOf: (ticketId: string) => number;
  onUnread: (detail: string) => void;
}>;

const lastRequest = (events: readonly MessageEvent[]): AttemptRequest | null =>
  events.findLast((event) => event.type === 'SendAttempted')?.data.request ?? null;

type Scope = Readonly<{
  messages: ReadonlySet<MessageId>;
  templates: ReadonlySet<TemplateId>;
  /** Answers to the question for permission that came in between these positions explain a message. */
  from: string;
  to: string;
}>;

const concerning = ({ events, grants }: CreditLog, scope: Scope): readonly Placed[] => {
  const used = new Set([...scope.messages].flatMap((id) => [...(grants.get(id) ?? [])]));
  return events
    .filter(({ event, placed: { entry, position } }) => {
      if ('messageId' in event.data) return scope.messages.has(event.data.messageId);
      const between = position >= scope.from && position <= scope.to;
      return used.has(entry.revision) || (between && scope.templates.has(event.data.templateId));
    })
    .map(({ placed }) => placed);
};

const bySubscriber = (messages: readonly MessageRow[]): Map<SubscriberId, MessageDecision[]> => {
  const grouped = new Map<SubscriberId, MessageDecision[]>();
  for (const { message } of messages) {
    const { decision } = message;
    const theirs = grouped.get(decision.subscriberId);
    if (theirs === undefined) grouped.set(decision.subscriberId, [decision]);
    else theirs.push(decision);
  }
  return grouped;
};

const lastPosition = (placed: readonly Placed[]): string =>
  placed.reduce((last, { position }) => (position > last ? position : last), '');

/** Tells from the log itself how a message or a ticket came to be what it is. */
export class AuditTrail {
  readonly #timelines: Timelines;
  readonly #firstRevisionOf: (ticketId: string) => number;

  constructor({ store, firstRevisionOf, onUnread }: Options) {
    this.#timelines = new Timelines({ store, onUnread });
    this.#firstRevisionOf = firstRevisionOf;
  }

  /** The message folded from its own stream, so that it says the same as its timeline. */
  async message(messageId: MessageId): Promise<MessageTrail | null> {
    const log = await this.#timelines.ofMessage(messageId);
    let row: MessageRow | null = null;
    for (const { event, position } of log.events) row = foldMessage(row, event, position);
    if (row === null) return null;
    const request = lastRequest(log.events.map(({ event }) => event));
    const timeline = sorted([...log.placed, ...(await this.#ledTo(row, log.placed))]);
    const channel = request === null ? null : channelOf(request);
    return { ...auditMessage(row), channel, request, timeline };
  }

  async #ledTo({ message }: MessageRow, own: readonly Placed[]): Promise<readonly Placed[]> {
    const { ticketId, hallId, businessDay, subscriberId, templateId, messageId, cause } =
      message.decision;
    const firstRevision = this.#firstRevisionOf(ticketId);
    const span = { ticketId, hallId, businessDay, firstRevision };
    const ticket = await this.#timelines.ofTicket(span);
    const credit = await this.#credit(subscriberId, {
      messages: new Set([messageId]),
      templates: new Set([templateId]),
      from: ticket[0]?.position ?? '',
      to: lastPosition(own),
    });
    return [...ticket, ...(await this.#timelines.ofCause(cause)), ...credit];
  }

  /** All events of a ticket: in the hall, of its messages, and of the grants that these used. */
  async ticket(
    ticket: TicketRow,
    messages: readonly MessageRow[],
  ): Promise<readonly TimelineEntry[]> {
    const placed = [...(await this.#timelines.ofTicket(ticket))];
    for (const [subscriberId, decisions] of bySubscriber(messages)) {
      const own: Placed[] = [];
      for (const { messageId, cause } of decisions)
        own.push(
          ...(await this.#timelines.ofMessage(messageId)).placed,
          ...(await this.#timelines.ofCause(cause)),
        );
      const credit = await this.#credit(subscriberId, {
        messages: new Set(decisions.map(({ messageId }) => messageId)),
        templates: new Set(decisions.map(({ templateId }) => templateId)),
        from: ticket.position,
        to: lastPosition(own),
      });
      placed.push(...own, ...credit);
    }
    return sorted(placed);
  }

  /** All events of a person's credits, and what they amount to; null where there are none. */
  async credits(subscriberId: SubscriberId): Promise<CreditTrail | null> {
    const { events } = await this.#timelines.ofCredit(subscriberId);
    if (events.length === 0) return null;
    const fold = events.reduce(
      (known, { event, placed }) => foldCredits(known, event, placed.entry.revision),
      noCredits,
    );
    const items = creditSummaries(fold).map((summary) => ({ subscriberId, ...summary }));
    return { subscriberId, items, timeline: sorted(events.map(({ placed }) => placed)) };
  }

  async #credit(subscriberId: SubscriberId, scope: Scope): Promise<readonly Placed[]> {
    return concerning(await this.#timelines.ofCredit(subscriberId), scope);
  }
}
