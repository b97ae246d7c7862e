import type { HallCommand } from '../../domain/hall/commands.js';
import type { HallEvent } from '../../domain/hall/events.js';
import type { Channel } from '../../domain/message/events.js';
import type { MessageStatus } from '../../domain/message/state.js';
import type { RunningHall, Ticket } from '../../domain/hall/state.js';
import type {
  BusinessDay,
  HallId,
  Instant,
  MessageId,
  QueueId,
  SubscriberId,
  TemplateId,
  TicketId,
  WindowId,
} from '../../domain/ids.js';
import type { PushItem } from '../../domain/push/events.js';
import type { HallProfile, HallSettings } from '../../domain/settings/settings.js';
import type { Priority } from '../../domain/settings/priorities.js';
import type { MessageKind } from '../../domain/streams.js';
import type { Role } from '../../domain/access/events.js';
import type { CreditSummary } from '../../projections/history/credit-row.js';
import type { Visit } from '../../projections/history/ticket-row.js';
import type { HallView } from '../../projections/hall-view.js';
import type { ReportKey, ReportRow } from '../../projections/reports/report.js';
import type { SettingsEntry } from '../settings/settings-history.js';
import type { JsonObject, Position } from './event-store.js';

export type { MessageStatus };

/** What the outside may ask of the application. Refusals are thrown as `AppError` with their code. */

export type Actor =
  | Readonly<{
      kind: 'token';
      tokenId: string;
      role: Role;
      hallId: HallId | null;
      windowIds: readonly WindowId[] | null;
    }>
  | Readonly<{ kind: 'holder'; subscriberId: SubscriberId }>
  | Readonly<{ kind: 'service'; name: string }>;

export type Invocation = Readonly<{
  actor: Actor;
  correlationId: string;
  /** The caller's Idempotency-Key scoped to the caller, and the SHA-256 (hex) of path and body. */
  idempotency: Readonly<{ commandId: string; fingerprint: string }> | null;
  /** The span that it belongs to, where that is traced. */
  traceparent?: string;
}>;

/** An answer to a command; `replayed` when it is the first answer again. */
export type Answer = Readonly<{ status: number; body: JsonObject; replayed: boolean }>;

export type HallRequest = Readonly<{
  hallId: HallId;
  /** Made once, before the first try; `at` is when the service took it up. */
  command: (at: Instant) => HallCommand;
  /** The answer without secrets; kept in the log, so that a repeat gets it again. */
  answer: (
    after: RunningHall,
    events: readonly HallEvent[],
  ) => { status: number; body: JsonObject };
  /**
   * Who may: called with the day that is decided on, right before the decision and after the check
   * whether the command is a repeat (which gets its first answer, whatever has changed since).
   * It refuses by throwing an `AppError`, which leaves nothing behind.
   */
  permit?: (hall: RunningHall) => void;
  /** A day that is over, where the command is about one; else the day in progress. */
  businessDay?: BusinessDay;
  invocation: Invocation;
}>;

export interface HallCommands {
  /**
   * Decides on the hall's business day in progress (opening it first) and appends.
   * @throws AppError a refusal's code, `unknown_hall`, `idempotency_key_reused`, `store_unavailable`, `newer_version`
   */
  execute(request: HallRequest): Promise<Answer>;
}

export type CallReport = Readonly<{
  id: string;
  type:
    | 'TicketIssued'
    | 'WindowCalled'
    | 'TicketRecalled'
    | 'ServiceStarted'
    | 'TicketCompleted'
    | 'TicketNoShow'
    | 'TicketCancelled';
  windowId: WindowId | null;
  queueId: QueueId | null;
  number: string;
  occurredAt: Instant;
}>;
/** A report that could not even be read; it is answered `rejected` in its place. */
export type MalformedReport = Readonly<{
  id: string | null;
  problem: { code: string; detail: string };
}>;

export interface CallEvents {
  /** Applies reports in order; answers `{results: [{id, status, ticket?, problem?}]}`. */
  apply(
    hallId: HallId,
    reports: readonly (CallReport | MalformedReport)[],
    invocation: Invocation,
  ): Promise<Answer>;
}

export type HallProfileInput = HallProfile;

export interface HallSettingsService {
  hallIds(): readonly HallId[];
  /** The settings in force, defaults filled in; null for a hall that does not exist. */
  settingsOf(hallId: HallId): HallSettings | null;
  configureHall(
    hallId: HallId,
    profile: HallProfileInput,
    by: Invocation,
  ): Promise<'created' | 'changed'>;
  configureQueue(
    hallId: HallId,
    queue: HallSettings['queues'][number],
    by: Invocation,
  ): Promise<'created' | 'changed'>;
  configureWindow(
    hallId: HallId,
    window: HallSettings['windows'][number],
    by: Invocation,
  ): Promise<'created' | 'changed'>;
  /** Every change, oldest first. @throws AppError `store_unavailable`, `newer_version` */
  history(hallId: HallId): Promise<readonly SettingsEntry[]>;
  /** @throws AppError `in_use`, `unknown_queue` */
  removeQueue(hallId: HallId, queueId: QueueId, by: Invocation): Promise<void>;
  /** @throws AppError `in_use`, `unknown_window` */
  removeWindow(hallId: HallId, windowId: WindowId, by: Invocation): Promise<void>;
}

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

export interface BindCodes {
  /** ≤ 32 characters `[0-9A-Za-z_-]`; the same for a ticket every time. */
  codeOf(ticketId: TicketId): string;
  /** The ticket of a code that we signed, else null. */
  ticketOf(code: string): TicketId | null;
}

export interface AccessTokens {
  /** Waits (≤ 2 s) for the log's end before it answers null for a token that it does not know. */
  authenticate(token: string): Promise<Actor | null>;
  issue(
    token: {
      role: Role;
      hallId: HallId | null;
      windowIds: readonly WindowId[] | null;
      label: string;
    },
    by: Invocation,
  ): Promise<{ token: string; tokenId: string; issuedAt: Instant }>;
  list(): readonly Readonly<{
    tokenId: string;
    role: Role;
    hallId: HallId | null;
    windowIds: readonly WindowId[] | null;
    label: string;
    issuedAt: Instant;
  }>[];
  /** @throws AppError `unknown_token` */
  revoke(tokenId: string, by: Invocation): Promise<void>;
}

export interface Subscribers {
  /** @throws AppError `wechat_code_invalid`, `wechat_user_blocked`, `wechat_unavailable` */
  login(
    code: string,
    by: { correlationId: string },
  ): Promise<{ token: string; expiresAt: Instant; isNew: boolean }>;
  /** Registers (if need be) the person of an openid given by a trusted system (legacy endpoints). */
  identify(openId: string, by: Invocation): Promise<SubscriberId>;
  forget(subscriberId: SubscriberId, by: Invocation): Promise<void>;
  changeProfile(
    subscriberId: SubscriberId,
    profile: { userName?: string | undefined; idCard?: string | undefined },
    by: Invocation,
  ): Promise<void>;
  /** Keeps what a person wrote of a visit, sealed; once for each ticket. @throws AppError `store_unavailable` */
  leaveComment(
    subscriberId: SubscriberId,
    left: Readonly<{ ticketId: TicketId; comment: string }>,
    by: Invocation,
  ): Promise<void>;
  /** What an auditor may see: masked openid and name; null for a forgotten person. */
  masked(subscriberId: SubscriberId): Promise<{ openId: string; userName: string | null } | null>;
}

/** Service cards, as holders give them to their tickets. */
export interface CardsOfHolders {
  /** Keeps the code of the person's tap for a ticket; a new one takes the place of the one before. */
  offer(
    subscriberId: SubscriberId,
    offered: Readonly<{ ticketId: TicketId; code: string }>,
    by: Invocation,
  ): Promise<Answer>;
  /** Whether the ticket has a card that WeChat has not refused. */
  isOffered(subscriberId: SubscriberId, ticketId: TicketId): Promise<boolean>;
}

export interface Subscriptions {
  /** Answers `{granted, declined}`. @throws AppError `unknown_template` is the caller's check. */
  report(
    subscriberId: SubscriberId,
    ticketId: TicketId,
    results: readonly Readonly<{ templateId: TemplateId; answer: string }>[],
    by: Invocation,
  ): Promise<Answer>;
  /** Records one grant named by the legacy endpoint. */
  grantLegacy(subscriberId: SubscriberId, templateId: TemplateId, by: Invocation): Promise<void>;
  /** Messages that may still be sent, by template. */
  remaining(subscriberId: SubscriberId): Promise<ReadonlyMap<TemplateId, number>>;
  /** What the person has answered, template by template, and what became of it. */
  summaries(subscriberId: SubscriberId): Promise<readonly CreditSummary[]>;
}

/** A push of WeChat's that was verified to be its own. */
export type IncomingPush = Readonly<{
  /** WeChat's name of the event, or `message.{type}`. */
  kind: string;
  /** Whom it is about; goes no further than to be made a subscriber id. */
  openId: string | null;
  /** WeChat's `CreateTime`. */
  createdAt: Instant | null;
  /** WeChat's int64 as text, where it names one. */
  msgId: string | null;
  /** What it lists: known fields only, nothing personal. */
  items: readonly PushItem[];
  /** What a person wrote: the rules see it, nobody keeps it. */
  content?: string;
  /** Our account, as whom a reply would be written. */
  account?: string;
}>;

/** What WeChat is told in answer to a push, in the fields that it has for that. */
export type PushReply = Readonly<Record<string, string | number>>;

export interface Pushes {
  /**
   * Records it, unless it is recorded already; answers the reply of a rule, if one has any.
   * @throws AppError `store_unavailable`
   */
  receive(
    push: IncomingPush,
    by: Readonly<{ correlationId: string; traceparent?: string }>,
  ): Promise<PushReply | null>;
}

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

export type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

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
export type PageRequest = Readonly<{ limit: number; cursor: string | null }>;

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

/** What a report is about; `from` and `to` are days of the hall, both included. */
export type ReportRequest = Readonly<{
  hallId: HallId;
  from: BusinessDay;
  to: BusinessDay;
  by: ReportKey;
  withinMinutes: number;
}>;

export interface Reports {
  /** @throws AppError `store_unavailable` */
  run(request: ReportRequest): Promise<readonly ReportRow[]>;
}

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

export interface Readiness {
  check(): Promise<{
    ready: boolean;
    checks: Readonly<Record<string, { ok: boolean; reason: string | null }>>;
  }>;
}
