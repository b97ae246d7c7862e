import type { EventStoreDBClient } from '@eventstore/db-client';
import { AppError } from '../../../application/errors.js';
import type { ReadStream, RecordedEvent } from '../../../application/ports/event-store.js';
import { isWrongRevision } from './errors.js';

const attempts = 5;

/** `$tb` and everything else that a stream's metadata says, with the revision that it was read at. */
type Metadata = Readonly<{
  content: Readonly<Record<string, unknown>>;
  revision: bigint | 'no_stream';
}>;

/** What raising the mark needs of the store. */
type Store = Readonly<{
  readStream: (read: ReadStream) => AsyncIterable<RecordedEvent>;
  /** One call to the server with a timeout around it. */
  call: <T>(what: string, action: (client: EventStoreDBClient) => Promise<T>) => Promise<T>;
}>;

/**
 * Raises a stream's truncate-before mark, never lowers it, and keeps what else its metadata says.
 * Written at the revision that was read, so that two who set it at once do not undo each other.
 */
export const raiseTruncation = async (
  store: Store,
  stream: string,
  revision: number,
): Promise<void> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const last = await lastOf(store, stream);
    // Nothing to hide; and a mark beyond the end would hide what comes later.
    if (last === null) return;
    const mark = Math.min(revision, last.revision + 1);
    const found = await readMetadata(store, stream);
    if (Number(found.content['$tb'] ?? 0) >= mark) return;
    try {
      await store.call(stream, (client) =>
        client.setStreamMetadata(
          stream,
          { ...found.content, $tb: mark },
          { expectedRevision: found.revision },
        ),
      );
      return;
    } catch (error) {
      // Somebody else has set it meanwhile: read again. Any other failure is the caller's to repeat.
      if (!isWrongRevision(error)) throw error;
    }
  }
  const message = `${stream}: its metadata was changed by others ${attempts} times in a row`;
  throw new AppError('store_unavailable', message, { data: { stream } });
};

const lastOf = async (store: Store, stream: string): Promise<RecordedEvent | null> => {
  let last: RecordedEvent | null = null;
  const read = store.readStream({ stream, direction: 'backwards', limit: 1 });
  for await (const event of read) last = event;
  return last;
};

/**
 * Read from the metadata stream itself: `getStreamMetadata` answers a log position where it promises
 * a revision.
 */
const readMetadata = async (store: Store, stream: string): Promise<Metadata> => {
  const last = await lastOf(store, `$$${stream}`);
  if (last === null) return { content: {}, revision: 'no_stream' };
  const content = typeof last.data === 'object' && last.data !== null ? { ...last.data } : {};
  return { content, revision: BigInt(last.revision) };
};
