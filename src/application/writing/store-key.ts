import { streamPrefixes } from '../../domain/streams.js';
import { AppError, storeUnavailable } from '../errors.js';
import { readStoreKeyEvent } from '../events/codec.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { EventStore } from '../ports/event-store.js';
import { appendAt, type StreamDeps } from './stream-writer.js';

/**
 * Makes sure that the store was made with this master key: with another one the service would write
 * what nobody can read. The first instance of all leaves its key's fingerprint.
 * @throws AppError `wrong_secret_key`, `store_unavailable`, `newer_version`
 */
export const checkStoreKey = async (deps: StreamDeps, fingerprint: string): Promise<void> => {
  const known = await storedFingerprint(deps.store);
  if (known === fingerprint) return;
  if (known !== null)
    throw new AppError(
      'wrong_secret_key',
      'SECRET_KEY: the event store was made with another key; all instances on one store share it',
    );
  const at = deps.clock.now();
  const event = { type: 'StoreKeyed', at, occurredAt: null, data: { fingerprint } };
  const context = contextOf(serviceInvocation('start', deps.ids.uuid()));
  const stream = streamPrefixes.storeKey;
  await appendAt(deps, { stream, revision: -1 }, { events: [event], context });
  return checkStoreKey(deps, fingerprint);
};

const storedFingerprint = async (store: EventStore): Promise<string | null> => {
  const stream = streamPrefixes.storeKey;
  try {
    for await (const recorded of store.readStream({ stream, limit: 1 })) {
      const keyed = readStoreKeyEvent(recorded);
      if (!keyed.ok) throw new AppError('newer_version', keyed.detail);
      return keyed.event.data.fingerprint;
    }
    return null;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw storeUnavailable(`${stream}: cannot be read`, cause);
  }
};
