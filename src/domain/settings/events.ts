import type { DomainEvent } from '../event.js';
import type { HallId, QueueId, WindowId } from '../ids.js';
import type { HallProfile, QueueSettings, WindowSettings } from './settings.js';

export type HallAdded = DomainEvent<'HallAdded', { hallId: HallId }>;

export type HallConfigured = DomainEvent<'HallConfigured', { profile: HallProfile }>;
export type QueueConfigured = DomainEvent<'QueueConfigured', { queue: QueueSettings }>;
export type QueueRemoved = DomainEvent<'QueueRemoved', { queueId: QueueId }>;
export type WindowConfigured = DomainEvent<'WindowConfigured', { window: WindowSettings }>;
export type WindowRemoved = DomainEvent<'WindowRemoved', { windowId: WindowId }>;

export type SettingsEvent =
  HallConfigured | QueueConfigured | QueueRemoved | WindowConfigured | WindowRemoved;
