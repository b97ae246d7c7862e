import type { EventStoreDBClient } from '@eventstore/db-client';
import { AppError } from '../../../application/errors.js';
import { isStreamNotFound, isWrongRevision } from './errors.js';

const attempts = 5;

/** `$tb` and everything else that a stream's metadata says, with the revision that it was read at. */
type Metadata = Readonly<{
  content: Readonly<Record<string, unknown>>;
  revision: bigint | 'no_stream';
}>;

/** One call to the server with a timeout around it. */
type Call = <T>(what: string, action: (client: EventStoreDBClient) => Promise<T>) => Promise<T>;

/**
 * Raises a stream's truncate-before mark, never lowers it, and keeps what else its metadata says.
 * Written at the revision that was read, so that two who set it at once do not undo each other.
 */
export const raiseTruncation = async (
  call: Call,
  stream: string,
  revision: number,
): Promise<void> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const head = await call(stream, (client) => lastRevision(client, stream));
    // Nothing to hide; and a mark beyond the end would hide what comes later.
    if (head === null) return;
    const mark = Math.min(revision, head + 1);
    const found = await call(stream, (client) => readMetadata(client, stream));
    if (Number(found.content['$tb'] ?? 0) >= mark) return;
    try {
      await call(stream, (client) =>
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

type Last = Readonly<{ revision: bigint; data: unknown }>;

const lastOf = async (client: EventStoreDBClient, stream: string): Promise<Last | null> => {
  try {
    const options = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const;
    for await (const { event } of client.readStream(stream, { ...options, requiresLeader: true })) {
      if (event !== undefined) return { revision: event.revision, data: event.data };
    }
    return null;
  } catch (error) {
    if (isStreamNotFound(error)) return null;
    throw error;
  }
};

const lastRevision = async (client: EventStoreDBClient, stream: string): Promise<number | null> => {
  const last = await lastOf(client, stream);
  return last === null ? null : Number(last.revision);
};

/**
 * Read from the metadata stream itself: `getStreamMetadata` answers a log position where it promises
 * a revision.
 */
const readMetadata = async (client: EventStoreDBClient, stream: string): Promise<Metadata> => {
  const last = await lastOf(client, `$$${stream}`);
  if (last === null) return { content: {}, revision: 'no_stream' };
  const content = typeof last.data === 'object' && last.data !== null ? { ...last.data } : {};
  return { content, revision: last.revision };
};
