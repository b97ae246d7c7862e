import type { Decision } from '../event.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../ids.js';
import type { HallSettings } from '../settings/settings.js';
import type { HallEvent, ReportRejected, HoldKind, ReturnPosition, RouteOrder } from './events.js';
import type { Priority } from '../settings/priorities.js';

/** Who acts, as far as the rules ask for it; absent where the service itself does. */
export type CommandAuthor = Readonly<{
  /** The terminal's or administrator's token; null for a holder. */
  tokenId: string | null;
  role: 'admin' | 'terminal' | 'kiosk' | 'holder' | 'auditor';
}>;

type Command<Type extends string, Data extends object = object> = Readonly<
  {
    type: Type;
    by?: CommandAuthor;
    /** When the service took the command up. */
    at: Instant;
    /** The source's own time, when a terminal reports what has happened before. */
    occurredAt: Instant | null;
  } & Data
>;

/** A ticket by its id or by its number of the day. */
export type TicketRef = Readonly<{ ticketId: TicketId }> | Readonly<{ number: string }>;

export type OpenHall = Command<
  'OpenHall',
  { hallId: HallId; businessDay: BusinessDay; settings: HallSettings; settingsRevision: number }
>;
export type ChangeSettings = Command<
  'ChangeSettings',
  { settings: HallSettings; settingsRevision: number }
>;
export type IssueTicket = Command<
  'IssueTicket',
  {
    ticketId: TicketId;
    queueId: QueueId;
    priority: Priority;
    /** A number given by a system that prints its own; null: the next one. */
    number: string | null;
    /** Bound at once to this person; null: bound later, by its code. */
    subscriberId: SubscriberId | null;
    /** Further queues of the same visit. */
    route?: readonly QueueId[];
    routeOrder?: RouteOrder;
    /** 加号: beyond quota, hours and numbers; staff only. */
    extra?: boolean;
    /** Checked in for an appointment: the time that it enters its line as, and whether too late to be on time. */
    appointment?: Readonly<{
      appointmentId: AppointmentId;
      entersAs: Instant | null;
      late: boolean;
    }>;
  }
>;
/** Somebody comes for their appointment; the slot is what was promised. */
export type CheckIn = Command<
  'CheckIn',
  {
    ticketId: TicketId;
    appointmentId: AppointmentId;
    queueId: QueueId;
    startsAt: Instant;
    endsAt: Instant;
    subscriberId: SubscriberId | null;
  }
>;
export type ChangePriority = Command<'ChangePriority', { ticketId: TicketId; priority: Priority }>;
export type SetReminder = Command<'SetReminder', { ticketId: TicketId; ahead: number | null }>;
export type RateTicket = Command<
  'RateTicket',
  { ticketId: TicketId; score: number; reasons: readonly string[]; rater: 'holder' | 'window' }
>;
/** A clerk sits down at a window, at the terminal that sends it. */
export type SignIn = Command<
  'SignIn',
  { windowId: WindowId; clerkId: string; tokenId: string; takeOver: boolean }
>;
export type SignOut = Command<'SignOut', { windowId: WindowId }>;
/** Gives back who waits for a window that has been paused for too long; else nothing happens. */
export type ReleaseWindowLine = Command<'ReleaseWindowLine', { windowId: WindowId }>;
/** Closes the day at its closing time, once; else nothing happens. */
export type CloseOnTime = Command<'CloseOnTime', { limit: number }>;
export type BindTicket = Command<'BindTicket', { ticketId: TicketId; subscriberId: SubscriberId }>;
export type UnbindTicket = Command<
  'UnbindTicket',
  { ticketId: TicketId; subscriberId: SubscriberId }
>;
export type OpenWindow = Command<'OpenWindow', { windowId: WindowId }>;
export type PauseWindow = Command<'PauseWindow', { windowId: WindowId; reason: string | null }>;
export type CloseWindow = Command<'CloseWindow', { windowId: WindowId }>;
export type CallNext = Command<'CallNext', { windowId: WindowId }>;
export type CallTicket = Command<'CallTicket', { windowId: WindowId; ticket: TicketRef }>;
export type RecallTicket = Command<'RecallTicket', { windowId: WindowId }>;
export type StartService = Command<'StartService', { windowId: WindowId }>;
export type CompleteTicket = Command<
  'CompleteTicket',
  {
    windowId: WindowId;
    /** Of the hall's list. */
    outcome?: string | null;
    /** Leaves the rest of the route. @default false */
    end?: boolean;
  }
>;
export type MarkNoShow = Command<'MarkNoShow', { windowId: WindowId }>;
export type HoldTicket = Command<
  'HoldTicket',
  { windowId: WindowId; kind: HoldKind; until: Instant | null }
>;
export type TransferTicket = Command<
  'TransferTicket',
  {
    windowId: WindowId;
    to: Readonly<{ queueId: QueueId }> | Readonly<{ windowId: WindowId }>;
  }
>;
export type ReturnTicket = Command<
  'ReturnTicket',
  /** Without a position: by the hall's rule. */
  { ticketId: TicketId; position: ReturnPosition | null }
>;
/** `byWindowId` is the window that asks (a `same_window` hold is resumed by its own only), or null for staff at large. */
export type ResumeTicket = Command<
  'ResumeTicket',
  { ticketId: TicketId; byWindowId: WindowId | null }
>;
/** Resumes a ticket whose hold has reached its `until`; else nothing happens. */
export type ResumeDueTicket = Command<'ResumeDueTicket', { ticketId: TicketId }>;
export type CancelTicket = Command<'CancelTicket', { ticketId: TicketId }>;
export type PauseQueue = Command<'PauseQueue', { queueId: QueueId }>;
export type ResumeQueue = Command<'ResumeQueue', { queueId: QueueId }>;
/**
 * `close-day`: waiting, held and called tickets expire, at most `limit` of them (repeat until none
 * does); one being served may still be ended.
 */
export type CloseDay = Command<'CloseDay', { limit?: number }>;
/** The local day is over: closes the hall and expires every ticket that is not ended. At most `limit` events; repeat until none come. */
export type EndDay = Command<'EndDay', { limit: number }>;
export type ReopenDay = Command<'ReopenDay'>;
/** What an existing calling system says has happened. */
export type ReportCallEvent = Command<
  'ReportCallEvent',
  Readonly<{
    report:
      | Readonly<{ type: 'TicketIssued'; ticketId: TicketId; queueId: QueueId; number: string }>
      | Readonly<{
          type:
            | 'WindowCalled'
            | 'TicketRecalled'
            | 'ServiceStarted'
            | 'TicketCompleted'
            | 'TicketNoShow';
          windowId: WindowId;
          number: string;
        }>
      | Readonly<{ type: 'TicketCancelled'; number: string }>;
  }>
>;

/** Records what a terminal claimed and was refused. */
export type RecordRejection = Command<'RecordRejection', { claim: ReportRejected['data'] }>;

export type HallCommand =
  | OpenHall
  | ChangeSettings
  | IssueTicket
  | CheckIn
  | ChangePriority
  | BindTicket
  | UnbindTicket
  | OpenWindow
  | PauseWindow
  | CloseWindow
  | SignIn
  | SignOut
  | ReleaseWindowLine
  | CallNext
  | CallTicket
  | RecallTicket
  | StartService
  | CompleteTicket
  | MarkNoShow
  | HoldTicket
  | TransferTicket
  | ReturnTicket
  | ResumeTicket
  | ResumeDueTicket
  | CancelTicket
  | PauseQueue
  | ResumeQueue
  | CloseDay
  | EndDay
  | ReopenDay
  | ReportCallEvent
  | RecordRejection
  | CloseOnTime
  | SetReminder
  | RateTicket;

/** Why a command is refused. `code` is the stable code of the HTTP contract. */
export type HallRefusal =
  | Readonly<{ code: 'day_not_open' }>
  | Readonly<{ code: 'day_closed' }>
  | Readonly<{ code: 'unknown_queue'; queueId: QueueId }>
  | Readonly<{ code: 'unknown_window'; windowId: WindowId }>
  | Readonly<{ code: 'unknown_ticket' }>
  | Readonly<{ code: 'queue_paused'; queueId: QueueId }>
  | Readonly<{ code: 'number_taken'; number: string }>
  | Readonly<{ code: 'number_invalid'; number: string; expected: string }>
  | Readonly<{ code: 'window_closed'; windowId: WindowId; state: 'paused' | 'closed' }>
  | Readonly<{ code: 'window_busy'; windowId: WindowId; ticketId: TicketId; number: string }>
  | Readonly<{ code: 'already_called'; windowId: WindowId; number: string }>
  | Readonly<{ code: 'ticket_not_waiting'; state: string; number: string }>
  | Readonly<{ code: 'no_ticket'; windowId: WindowId }>
  | Readonly<{ code: 'ticket_not_returnable'; state: string }>
  | Readonly<{ code: 'ticket_not_held'; state: string }>
  | Readonly<{ code: 'held_for_window'; windowId: WindowId }>
  | Readonly<{ code: 'ticket_ended'; state: string }>
  | Readonly<{ code: 'ticket_bound' }>
  | Readonly<{ code: 'ticket_not_bound' }>
  | Readonly<{ code: 'until_not_future' }>
  | Readonly<{ code: 'already_open' }>
  | Readonly<{ code: 'queue_closed'; queueId: QueueId; opensAt: Instant | null }>
  | Readonly<{ code: 'closing_soon'; queueId: QueueId; closesAt: Instant }>
  | Readonly<{
      code: 'quota_exhausted';
      queueId: QueueId;
      nextSlot: Readonly<{ from: Instant; to: Instant }> | null;
    }>
  | Readonly<{ code: 'numbers_exhausted'; queueId: QueueId }>
  | Readonly<{ code: 'too_many_tickets'; ticketId: TicketId }>
  | Readonly<{ code: 'unknown_priority'; priority: Priority }>
  | Readonly<{ code: 'unknown_outcome'; outcome: string }>
  | Readonly<{ code: 'unknown_reason'; reason: string }>
  | Readonly<{ code: 'return_limit'; limit: number }>
  | Readonly<{ code: 'too_late'; until: Instant }>
  | Readonly<{ code: 'too_early'; from: Instant }>
  | Readonly<{ code: 'recall_limit'; limit: number }>
  | Readonly<{ code: 'call_given_off' }>
  | Readonly<{ code: 'window_taken'; windowId: WindowId; clerkId: string }>
  | Readonly<{ code: 'not_signed_in'; windowId: WindowId }>
  | Readonly<{ code: 'not_ended'; state: string }>
  | Readonly<{ code: 'already_rated' }>
  | Readonly<{ code: 'out_of_order'; number: string; lastChangedAt: Instant }>;

/** What the hall answers to a command. */
export type HallDecision = Decision<HallEvent, HallRefusal>;
