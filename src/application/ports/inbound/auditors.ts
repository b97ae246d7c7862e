import type { Channel } from '../../../domain/message/events.js';
import type { MessageStatus } from '../../../domain/message/state.js';
import type { BusinessDay, HallId, Instant, MessageId } from '../../../domain/ids.js';
import type { MessageKind } from '../../../domain/streams.js';
import type { CreditSummary } from '../../../projections/history/credit-row.js';
import type { JsonObject } from '../event-store.js';
import type { Invocation, Answer } from './invocation.js';
import type { Page, PageRequest } from './pages.js';

export interface Resolutions {
  /**
   * A person settles a message in doubt; `attempt`: only as long as it is this one. `permit` sees the message's hall before anything is done
   * and refuses by throwing. @throws AppError `unknown_message`, `not_in_doubt`, `store_unavailable`
   */
  resolve(
    messageId: MessageId,
    said: Readonly<{ outcome: 'sent' | 'not_sent'; note: string; attempt?: number }>,
    by: Invocation,
    permit: (hallId: HallId) => void,
  ): Promise<Answer>;
}

export type AuditMessage = Readonly<{
  messageId: string;
  ticketId: string;
  subscriberId: string;
  number: string;
  hallId: string;
  queueId: string;
  businessDay: string;
  kind: MessageKind;
  stay: number;
  templateId: string;
  status: MessageStatus;
  reason: string | null;
  decidedAt: string;
  sentAt: string | null;
  attempts: number;
  errcode: number | null;
  msgid: string | null;
}>;

export type MessageFilter = Readonly<{
  hallId?: string | undefined;
  businessDay?: string | undefined;
  queueId?: string | undefined;
  number?: string | undefined;
  ticketId?: string | undefined;
  subscriberId?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
}>;

export type AuditTicket = Readonly<{
  ticketId: string;
  number: string;
  hallId: string;
  queueId: string;
  businessDay: string;
  state: string;
  issuedAt: string;
  boundAt: string | null;
  firstCalledAt: string | null;
  told: MessageStatus | 'not_bound' | 'not_near' | 'off';
  reason: string | null;
}>;

export type TicketFilter = Readonly<{
  hallId?: string | undefined;
  businessDay?: string | undefined;
  queueId?: string | undefined;
  number?: string | undefined;
  told?: string | undefined;
}>;

export type TimelineEntry = Readonly<{
  type: string;
  at: string;
  occurredAt: string | null;
  by: string | null;
  stream: string;
  revision: number;
  data: JsonObject;
}>;

export type LedgerRow = Readonly<{
  id: string;
  subscriberId: string;
  templateId: string;
  isSend: 'Y' | 'N';
  createDate: string;
  sendTime: string | null;
}>;

export type AuditCredit = CreditSummary & Readonly<{ subscriberId: string }>;

export type CreditFilter = Readonly<{
  subscriberId?: string | undefined;
  templateId?: string | undefined;
}>;

export type CreditTrail = Readonly<{
  subscriberId: string;
  items: readonly AuditCredit[];
  timeline: readonly TimelineEntry[];
}>;

/** The history read models: everything ever recorded, for auditors. */
export interface Audit {
  /** @throws AppError `invalid_request` (data.path `cursor`) for a cursor that we did not give out */
  messages(filter: MessageFilter, page: PageRequest): Promise<Page<AuditMessage>>;
  /** All that match, newest first, without loading them at once. */
  streamMessages(filter: MessageFilter): AsyncIterable<AuditMessage>;
  message(messageId: string): Promise<
    | (AuditMessage & {
        /** The way of the latest attempt; null before the first one. */
        channel: Channel | null;
        request: JsonObject | null;
        timeline: readonly TimelineEntry[];
      })
    | null
  >;
  tickets(filter: TicketFilter, page: PageRequest): Promise<Page<AuditTicket>>;
  ticket(ticketId: string): Promise<(AuditTicket & { timeline: readonly TimelineEntry[] }) | null>;
  pushLedger(page: PageRequest): Promise<Page<LedgerRow>>;
  /** The credits of every person and template, newest first. */
  credits(filter: CreditFilter, page: PageRequest): Promise<Page<AuditCredit>>;
  /** One person's, told from the log itself; null for somebody who never answered. */
  creditsOf(subscriberId: string): Promise<CreditTrail | null>;
}

export type ReplayDifference = Readonly<{
  ticketId: string;
  number: string;
  kind: MessageKind;
  stay: number;
  ahead: number | null;
}>;

export interface Replays {
  run(request: { hallId: HallId; businessDay: BusinessDay; threshold: number | null }): Promise<{
    eventsRead: number;
    decisions: number;
    recorded: number;
    missing: readonly ReplayDifference[];
    unexpected: readonly ReplayDifference[];
    changed: readonly ReplayDifference[];
  }>;
}
