import { readStoreKeyEvent } from '../../../src/application/events/codec.js';
import type { EventStore, RecordedEvent } from '../../../src/application/ports/event-store.js';
import { streamPrefixes } from '../../../src/domain/streams.js';
import { KeyRing } from '../../../src/infrastructure/secrets/key-ring.js';

const { env } = process;

/** The EventStoreDB that the suite runs on; it must be the tests' own: their clocks run ahead. */
export const esdbUrl = env['ESDB_URL'];

/** The one key of all services that tests start on it: a store keeps the key that it was made with. */
export const esdbSecretKey = env['ESDB_SECRET_KEY'] ?? '5e'.repeat(32);

type Readable = Pick<EventStore, 'readStream'>;

const keyedIn = async (store: Readable): Promise<RecordedEvent | null> => {
  for await (const recorded of store.readStream({ stream: streamPrefixes.storeKey, limit: 1 }))
    return recorded;
  return null;
};

const unanswered = (error: unknown): string =>
  `ESDB_URL: the EventStoreDB cannot be read (${error instanceof Error ? error.message : String(error)}). ` +
  'Start one, or unset ESDB_URL.';

const usedOtherwise =
  'ESDB_URL: the EventStoreDB was used under another SECRET_KEY than that of the tests. ' +
  'Start a fresh one, or set ESDB_SECRET_KEY to the key that it was used under.';

/** Why the tests cannot use a store with this key, and what to do; null: they can. */
export const troubleWith = async (store: Readable, secretKey: string): Promise<string | null> => {
  try {
    const recorded = await keyedIn(store);
    if (recorded === null) return null;
    const read = readStoreKeyEvent(recorded);
    const own = new KeyRing(secretKey, '').fingerprint();
    return read.ok && read.event.data.fingerprint === own ? null : usedOtherwise;
  } catch (error) {
    return unanswered(error);
  }
};
