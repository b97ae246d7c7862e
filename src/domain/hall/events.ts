import type { DomainEvent } from '../event.js';
import type {
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../ids.js';
import type { HallSettings } from '../settings/settings.js';
import type { Place } from './line/place.js';

export type Priority = 'normal' | 'priority';
export type HoldKind = 'any_window' | 'same_window' | 'until';
export type ReturnPosition =
  Readonly<{ kind: 'first' }> | Readonly<{ kind: 'last' }> | Readonly<{ kind: 'after'; n: number }>;

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
  { ticketId: TicketId; number: string; queueId: QueueId; priority: Priority; place: Place }
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
  { windowId: WindowId; ticketId: TicketId; why: 'completed' | 'next_called' | 'window_closed' }
>;
export type TicketNoShow = DomainEvent<'TicketNoShow', { windowId: WindowId; ticketId: TicketId }>;
export type TicketReturned = DomainEvent<
  'TicketReturned',
  { ticketId: TicketId; queueId: QueueId; position: ReturnPosition; place: Place; stay: number }
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
  }
>;
export type TicketCancelled = DomainEvent<'TicketCancelled', { ticketId: TicketId }>;
export type QueuePaused = DomainEvent<'QueuePaused', { queueId: QueueId }>;
export type QueueResumed = DomainEvent<'QueueResumed', { queueId: QueueId }>;
export type HallClosed = DomainEvent<'HallClosed', { why: 'command' | 'day_over' }>;
export type TicketExpired = DomainEvent<'TicketExpired', { ticketId: TicketId }>;
export type HallReopened = DomainEvent<'HallReopened', Record<string, never>>;

export type HallEvent =
  | HallOpened
  | SettingsChanged
  | TicketIssued
  | TicketBound
  | TicketUnbound
  | WindowOpened
  | WindowPaused
  | WindowClosed
  | WindowCalled
  | TicketRecalled
  | ServiceStarted
  | TicketCompleted
  | TicketNoShow
  | TicketReturned
  | TicketHeld
  | TicketResumed
  | TicketTransferred
  | TicketCancelled
  | QueuePaused
  | QueueResumed
  | HallClosed
  | TicketExpired
  | HallReopened;
