import type { HallId, Instant, QueueId, WindowId } from '../../../domain/ids.js';
import type { HallProfile, HallSettings } from '../../../domain/settings/settings.js';
import type { Role } from '../../../domain/access/events.js';
import type { SettingsEntry } from '../../settings/settings-history.js';
import type { Actor, Invocation } from './invocation.js';

export type HallProfileInput = HallProfile;

export interface HallSettingsService {
  hallIds(): readonly HallId[];
  /** The settings in force, defaults filled in; null for a hall that does not exist. */
  settingsOf(hallId: HallId): HallSettings | null;
  /** As they were set: a template that the hall leaves to the service is null. */
  writtenOf(hallId: HallId): HallSettings | null;
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
    /** When this instance last saw it; null: not since it started. */
    lastUsedAt: Instant | null;
  }>[];
  /** @throws AppError `unknown_token` */
  revoke(tokenId: string, by: Invocation): Promise<void>;
}
