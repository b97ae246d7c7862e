import {
  type AnyDomainEvent,
  type Read,
  readCreditEvent,
  readHallEvent,
  readMessageEvent,
  readPushEvent,
} from '../../application/events/codec.js';
import type {
  EventStore,
  JsonObject,
  ReadStream,
  RecordedEvent,
} from '../../application/ports/event-store.js';
import type { TimelineEntry } from '../../application/ports/inbound/auditors.js';
import type { CreditEvent } from '../../domain/credit/events.js';
import { creditOf, evolveCredit, grantUsedBy, noCredit } from '../../domain/credit/state.js';
import type { BusinessDay, HallId, MessageId, SubscriberId } from '../../domain/ids.js';
import type { Cause, MessageEvent } from '../../domain/message/events.js';
import { creditStream, hallStream, messageStream, streamPrefixes } from '../../domain/streams.js';

/** One event of a timeline and where it stands in the log. */
export type Placed = Readonly<{ entry: TimelineEntry; position: string }>;

/** In log order, each once: a message's cause may be an event of its own ticket. */
export const sorted = (placed: readonly Placed[]): readonly TimelineEntry[] => {
  const byPosition = new Map(placed.map((one) => [one.position, one.entry]));
  return [...byPosition].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
};

/** Where the events of a ticket are. */
export type TicketSpan = Readonly<{
  ticketId: string;
  hallId: HallId;
  businessDay: BusinessDay;
  firstRevision: number;
}>;

/** What a message's own stream holds. */
export type MessageLog = Readonly<{
  events: readonly Readonly<{ event: MessageEvent; position: string }>[];
  placed: readonly Placed[];
}>;

/** A person's credit stream. */
export type CreditLog = Readonly<{
  events: readonly Readonly<{ event: CreditEvent; placed: Placed }>[];
  /** The revisions of the grants that a message has used, returned ones too. */
  grants: ReadonlyMap<MessageId, ReadonlySet<number>>;
}>;

/** Reads from the log itself, to its end, what led to a message or became of a ticket. */
export class Timelines {
  readonly #store: EventStore;
  readonly #onUnread: (detail: string) => void;

  constructor(options: Readonly<{ store: EventStore; onUnread: (detail: string) => void }>) {
    this.#store = options.store;
    this.#onUnread = options.onUnread;
  }

  /** The hall's events that name the ticket. */
  async ofTicket(span: TicketSpan): Promise<readonly Placed[]> {
    const stream = hallStream(span.hallId, span.businessDay);
    const placed: Placed[] = [];
    for await (const recorded of this.#store.readStream({ stream, from: span.firstRevision })) {
      // Looked at before it is validated: most events of a day are of other tickets.
      if (ticketIn(recorded) !== span.ticketId) continue;
      const read = this.#taken(recorded, readHallEvent(recorded));
      if (read !== null) placed.push(read.placed);
    }
    return placed;
  }

  async ofMessage(id: MessageId): Promise<MessageLog> {
    const events: { event: MessageEvent; position: string }[] = [];
    const placed: Placed[] = [];
    for await (const recorded of this.#store.readStream({ stream: messageStream(id) })) {
      const read = this.#taken(recorded, readMessageEvent(recorded));
      if (read === null) continue;
      events.push({ event: read.event, position: recorded.position });
      placed.push(read.placed);
    }
    return { events, placed };
  }

  /** The event that made a message due: often a call of somebody else's ticket. */
  async ofCause({ stream, revision }: Cause): Promise<readonly Placed[]> {
    const one: ReadStream = { stream, from: revision, limit: 1 };
    for await (const recorded of this.#store.readStream(one)) {
      const isHalls = stream.startsWith(streamPrefixes.hall);
      const read = this.#taken<AnyDomainEvent>(
        recorded,
        isHalls ? readHallEvent(recorded) : readPushEvent(recorded),
      );
      return read === null ? [] : [read.placed];
    }
    return [];
  }

  /** A person's credit events, and which grants messages have used. */
  async ofCredit(subscriberId: SubscriberId): Promise<CreditLog> {
    const events: { event: CreditEvent; placed: Placed }[] = [];
    const grants = new Map<MessageId, Set<number>>();
    let state = noCredit;
    for await (const recorded of this.#store.readStream({ stream: creditStream(subscriberId) })) {
      const read = this.#taken(recorded, readCreditEvent(recorded));
      if (read === null) continue;
      const { event } = read;
      events.push(read);
      state = evolveCredit(state, event, recorded.revision);
      if (event.type !== 'SubscriptionUsed') continue;
      const { messageId, templateId } = event.data;
      const used = grantUsedBy(creditOf(state, templateId), messageId);
      if (used === undefined) continue;
      grants.set(messageId, (grants.get(messageId) ?? new Set()).add(used.revision));
    }
    return { events, grants };
  }

  #taken<Event extends AnyDomainEvent>(
    recorded: RecordedEvent,
    read: Read<Event>,
  ): Readonly<{ event: Event; placed: Placed }> | null {
    if (!read.ok) {
      this.#onUnread(read.detail);
      return null;
    }
    const { event, metadata } = read;
    const { stream, revision, position } = recorded;
    const { type, at, occurredAt } = event;
    // Data that its schema has accepted is plain JSON.
    const data = event.data as unknown as JsonObject;
    const entry = { type, at, occurredAt, by: metadata.by, stream, revision, data };
    return { event, placed: { entry, position } };
  }
}

const ticketIn = ({ data }: RecordedEvent): unknown =>
  typeof data === 'object' && data !== null && 'ticketId' in data ? data.ticketId : undefined;
