import type {
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../../../domain/ids.js';
import type { Priority } from '../../../domain/settings/priorities.js';
import type { Visit } from '../../../projections/history/ticket-row.js';
import type { TicketMessage } from './live.js';
import type { Page, PageRequest } from './pages.js';

/** A ticket as history knows it: of any day, also past ones. */
export type PastTicket = Readonly<{
  ticketId: TicketId;
  hallId: HallId;
  businessDay: BusinessDay;
  number: string;
  queueId: QueueId;
  state: string;
  priority: Priority;
  windowId: WindowId | null;
  issuedAt: Instant;
  firstCalledAt: Instant | null;
  lastCalledAt: Instant | null;
  subscriberId: SubscriberId | null;
}> &
  Visit;

export interface TicketHistory {
  ticket(ticketId: TicketId): Promise<PastTicket | null>;
  messagesOf(ticketId: TicketId): Promise<readonly TicketMessage[]>;
  /** Newest first. */
  ticketsOf(subscriberId: SubscriberId, page: PageRequest): Promise<Page<PastTicket>>;
}
