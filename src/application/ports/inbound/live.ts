import type { MessageStatus } from '../../../domain/message/state.js';
import type { Ticket } from '../../../domain/hall/state.js';
import type { BusinessDay, HallId, Instant, SubscriberId, TicketId } from '../../../domain/ids.js';
import type { MessageKind } from '../../../domain/streams.js';
import type { HallView } from '../../../projections/hall-view.js';
import type { Position } from '../event-store.js';

/** One change of a hall's day: the views before and after one event. */
export type HallChange = Readonly<{
  position: Position;
  /** The event's type, or `day` when the local day turned and `after` is the new day's view. */
  type: string;
  at: Instant;
  before: HallView;
  after: HallView;
}>;

export type TicketMessage = Readonly<{
  kind: MessageKind;
  stay: number;
  status: MessageStatus;
  at: Instant;
}>;

/** Hears of an event of the log: where it stands, when it was recorded, what it is. */
export type LogListener = (position: Position, at: Instant, type: string) => void;

/** The live views of the open days, folded from the log. */
export interface LiveHalls {
  /** The view of the hall's day in progress (an empty day when nothing happened yet). */
  view(hallId: HallId): HallView;
  /** Position of the last event folded. */
  position(): Position;
  /** Changes of the hall's day after a position, oldest first; null when that is too long ago to know. */
  changesAfter(hallId: HallId, position: Position): readonly HallChange[] | null;
  watch(hallId: HallId, listener: (change: HallChange) => void): () => void;
  /** Where a ticket of an open day is; waits (≤ 2 s) until the log's end as of now is folded before it says null. */
  locate(ticketId: TicketId): Promise<TicketLocation | null>;
  /** Waits (≤ 2 s) until the log's end as of now is folded. */
  caughtUp(): Promise<void>;
  /** Messages of a ticket of an open day, oldest first. */
  messagesOf(ticketId: TicketId): readonly TicketMessage[];
  watchMessages(ticketId: TicketId, listener: LogListener): () => void;
  /** Grants given and used, cards offered: what changes a person's own part of a ticket. */
  watchPerson(subscriberId: SubscriberId, listener: LogListener): () => void;
}

export type TicketLocation = Readonly<{
  hallId: HallId;
  businessDay: BusinessDay;
  view: HallView;
  ticket: Ticket;
}>;
