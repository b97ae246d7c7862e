import { changesBetween, type Change } from '../../domain/settings/changes.js';
import { evolveSettings, noSettings } from '../../domain/settings/decide.js';
import type { SettingsEvent } from '../../domain/settings/events.js';
import type { HallSettings } from '../../domain/settings/settings.js';
import { settingsStream } from '../../domain/streams.js';
import type { HallId, Instant } from '../../domain/ids.js';
import { AppError, storeUnavailable } from '../errors.js';
import { readSettingsEvent } from '../events/codec.js';
import type { EventStore } from '../ports/event-store.js';

/** One change of a hall's settings. */
export type SettingsEntry = Readonly<{
  revision: number;
  at: Instant;
  /** Who did it: a role and a token's id, or a part of the service; never a name. */
  by: string | null;
  subject: 'hall' | 'queue' | 'window';
  id: string;
  changes: readonly Change[];
}>;

type Subject = Pick<SettingsEntry, 'subject' | 'id'>;

const subjectOf = (hallId: HallId, { type, data }: SettingsEvent): Subject => {
  switch (type) {
    case 'HallConfigured':
      return { subject: 'hall', id: hallId };
    case 'QueueConfigured':
      return { subject: 'queue', id: data.queue.queueId };
    case 'QueueRemoved':
      return { subject: 'queue', id: data.queueId };
    case 'WindowConfigured':
      return { subject: 'window', id: data.window.windowId };
    default:
      return { subject: 'window', id: data.windowId };
  }
};

/** What settings say of a subject, without what the subject itself is called by. */
export const settingsOfSubject = (
  settings: HallSettings | null,
  { subject, id }: Subject,
): object | null => {
  if (settings === null) return null;
  if (subject === 'hall') {
    const { queues: _queues, windows: _windows, ...profile } = settings;
    return profile;
  }
  const found =
    subject === 'queue'
      ? settings.queues.find(({ queueId }) => queueId === id)
      : settings.windows.find(({ windowId }) => windowId === id);
  return found ?? null;
};

/**
 * Every change of a hall's settings, oldest first, from the stream itself.
 * @throws AppError `store_unavailable`, `newer_version`
 */
export const settingsHistory = async (
  store: EventStore,
  hallId: HallId,
): Promise<readonly SettingsEntry[]> => {
  const entries: SettingsEntry[] = [];
  let state = noSettings;
  try {
    for await (const recorded of store.readStream({ stream: settingsStream(hallId) })) {
      const read = readSettingsEvent(recorded);
      if (!read.ok) throw new AppError('newer_version', read.detail);
      const { revision } = recorded;
      const next = evolveSettings(state, read.event, revision);
      const named = subjectOf(hallId, read.event);
      const [before, after] = [state, next].map((one) => settingsOfSubject(one.settings, named));
      const { at } = read.event;
      const changes = changesBetween(before, after);
      entries.push({ revision, at, by: read.metadata.by, ...named, changes });
      state = next;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw storeUnavailable(`${settingsStream(hallId)}: cannot be read`, cause);
  }
  return entries;
};
