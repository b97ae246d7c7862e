import type { DomainEvent } from '../event.js';
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
import type { Priority } from '../settings/priorities.js';
import type { Place } from './line/place.js';

export type HoldKind = 'any_window' | 'same_window' | 'until';
/** `entry`: where somebody who came now would stand by the queue's rule. */
export type ReturnPosition =
  | Readonly<{ kind: 'first' }>
  | Readonly<{ kind: 'last' }>
  | Readonly<{ kind: 'after'; n: number }>
  | Readonly<{ kind: 'entry' }>;
/** Which queue of a route comes next: in the given order, or where it would wait least. */
export type RouteOrder = 'given' | 'shortest';
/** Why a window called this ticket and no other. */
export type CallReason =
  'own_line' | 'preference' | 'longest_wait' | 'share' | 'over_max_wait' | 'given' | 'reported';

export type HallOpened = DomainEvent<
  'HallOpened',
  { hallId: HallId; businessDay: BusinessDay; settings: HallSettings; settingsRevision: number }
>;
/** The settings in force from here on, whole; `settingsRevision` is their stream's. */
export type SettingsChanged = DomainEvent<
  'SettingsChanged',
  { settings: HallSettings; settingsRevision: number }
>;
export type TicketIssued = DomainEvent<
  'TicketIssued',
  {
    ticketId: TicketId;
    number: string;
    queueId: QueueId;
    priority: Priority;
    place: Place;
    /** The number without prefix and zeros, where it was the next one; absent when it was given from outside. */
    counted?: number;
    /** The time that the queue's rule took for its arrival, where that is another than when it came. */
    entersAs?: Instant;
    /** Further queues of the same visit, and in which order they come. */
    route?: readonly QueueId[];
    routeOrder?: RouteOrder;
    /** The appointment that it was checked in for, and whether too late to be on time. */
    appointmentId?: AppointmentId;
    late?: boolean;
    /** 加号: given beyond quota, hours and numbers. */
    extra?: true;
  }
>;
/** Another priority; `place` is its new one where it waits, or is held, and moves. */
export type TicketPriorityChanged = DomainEvent<
  'TicketPriorityChanged',
  { ticketId: TicketId; priority: Priority; place: Place | null }
>;
/** The holder wants to hear at so many ahead already; null: as the hall tells. */
export type TicketReminderSet = DomainEvent<
  'TicketReminderSet',
  { ticketId: TicketId; ahead: number | null }
>;
/** What the visitor thinks of the visit; a comment is personal and stands in their own stream. */
export type TicketRated = DomainEvent<
  'TicketRated',
  {
    ticketId: TicketId;
    windowId: WindowId | null;
    /** 1 to 5. */
    score: number;
    reasons: readonly string[];
    by: 'holder' | 'window';
  }
>;
/** `stay` is 1 higher than before when the ticket was bound to somebody else until now. */
export type TicketBound = DomainEvent<
  'TicketBound',
  { ticketId: TicketId; subscriberId: SubscriberId; stay: number }
>;
export type TicketUnbound = DomainEvent<
  'TicketUnbound',
  { ticketId: TicketId; subscriberId: SubscriberId }
>;
export type WindowOpened = DomainEvent<'WindowOpened', { windowId: WindowId }>;
export type WindowPaused = DomainEvent<
  'WindowPaused',
  { windowId: WindowId; reason: string | null }
>;
export type WindowClosed = DomainEvent<'WindowClosed', { windowId: WindowId }>;
/** Called in turn (`next`, 顺呼) or by name (`given`, 指呼). */
export type WindowCalled = DomainEvent<
  'WindowCalled',
  {
    windowId: WindowId;
    ticketId: TicketId;
    number: string;
    queueId: QueueId;
    how: 'next' | 'given';
    /** Absent in events written before windows had rules. */
    reason?: CallReason;
  }
>;
export type TicketRecalled = DomainEvent<
  'TicketRecalled',
  { windowId: WindowId; ticketId: TicketId; number: string }
>;
export type ServiceStarted = DomainEvent<
  'ServiceStarted',
  { windowId: WindowId; ticketId: TicketId }
>;
export type TicketCompleted = DomainEvent<
  'TicketCompleted',
  {
    windowId: WindowId;
    ticketId: TicketId;
    why: 'completed' | 'next_called' | 'window_closed' | 'signed_out';
    /** What came of the visit, of the hall's list (办结, 退件, …). */
    outcome?: string;
  }
>;
/** Nobody came; `why`: a recall beyond the hall's limit says so too. */
export type TicketNoShow = DomainEvent<
  'TicketNoShow',
  { windowId: WindowId; ticketId: TicketId; why?: 'recall_limit' }
>;
export type TicketReturned = DomainEvent<
  'TicketReturned',
  {
    ticketId: TicketId;
    queueId: QueueId;
    position: ReturnPosition;
    place: Place;
    stay: number;
    /** The priority that it has from now on, where the hall's rule for returns gives another. */
    priority?: Priority;
  }
>;
export type TicketHeld = DomainEvent<
  'TicketHeld',
  { windowId: WindowId; ticketId: TicketId; kind: HoldKind; until: Instant | null }
>;
export type TicketResumed = DomainEvent<
  'TicketResumed',
  { ticketId: TicketId; why: 'command' | 'until' }
>;
/** To a queue (`toWindowId` null), or to one window, which serves it next. */
export type TicketTransferred = DomainEvent<
  'TicketTransferred',
  {
    ticketId: TicketId;
    fromWindowId: WindowId;
    toQueueId: QueueId;
    toWindowId: WindowId | null;
    place: Place;
    stay: number;
    /** `route`: done here, and on to the next queue of its visit. Absent: sent by hand. */
    why?: 'command' | 'route';
    /** What came of the visit to this counter. */
    outcome?: string;
    /** The time that the queue's rule took for its arrival, where that is another than now. */
    entersAs?: Instant;
  }
>;
/** Waited for one window only, which does not call any more: back in its queue's line, same stay. */
export type TicketRejoined = DomainEvent<
  'TicketRejoined',
  {
    ticketId: TicketId;
    queueId: QueueId;
    fromWindowId: WindowId;
    place: Place;
    why: 'window_closed' | 'window_paused' | 'queue_lost' | 'signed_out';
  }
>;
/** A clerk sits at a window from now on, and what is done there is theirs. */
export type WindowSignedIn = DomainEvent<
  'WindowSignedIn',
  {
    windowId: WindowId;
    /** The employee's number, never a name. */
    clerkId: string;
    /** The terminal's token; its id is no secret. */
    tokenId: string;
    /** Who sat there until now, where the window was taken over. */
    takenFrom: string | null;
  }
>;
export type WindowSignedOut = DomainEvent<
  'WindowSignedOut',
  { windowId: WindowId; clerkId: string }
>;
/** A terminal claimed what does not fit: recorded, so that the same claim gets the same answer. */
export type ReportRejected = DomainEvent<
  'ReportRejected',
  {
    reportId: string;
    type: string;
    number: string;
    windowId: WindowId | null;
    queueId: QueueId | null;
    code: string;
  }
>;
export type TicketCancelled = DomainEvent<'TicketCancelled', { ticketId: TicketId }>;
export type QueuePaused = DomainEvent<'QueuePaused', { queueId: QueueId }>;
export type QueueResumed = DomainEvent<'QueueResumed', { queueId: QueueId }>;
export type HallClosed = DomainEvent<
  'HallClosed',
  { why: 'command' | 'day_over' | 'closing_time' }
>;
export type TicketExpired = DomainEvent<'TicketExpired', { ticketId: TicketId }>;
export type HallReopened = DomainEvent<'HallReopened', Record<string, never>>;

export type HallEvent =
  | HallOpened
  | SettingsChanged
  | TicketIssued
  | TicketPriorityChanged
  | TicketReminderSet
  | TicketRated
  | TicketBound
  | TicketUnbound
  | WindowOpened
  | WindowPaused
  | WindowClosed
  | WindowSignedIn
  | WindowSignedOut
  | WindowCalled
  | TicketRecalled
  | ServiceStarted
  | TicketCompleted
  | TicketNoShow
  | TicketReturned
  | TicketHeld
  | TicketResumed
  | TicketTransferred
  | TicketRejoined
  | TicketCancelled
  | QueuePaused
  | QueueResumed
  | HallClosed
  | TicketExpired
  | HallReopened
  | ReportRejected;
