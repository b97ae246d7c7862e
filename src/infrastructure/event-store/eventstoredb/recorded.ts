import type { ResolvedEvent } from '@eventstore/db-client';
import { AppError } from '../../../application/errors.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import { positionOf } from './position.js';

/** Our event of the client's, or null for a link whose target is gone. */
export const recordedOf = ({ event, commitPosition }: ResolvedEvent): RecordedEvent | null => {
  if (event === undefined) return null;
  const position = event.position ?? bothAt(commitPosition);
  if (position === undefined) {
    const message = `${event.streamId}@${event.revision}: the server gave no position`;
    throw new AppError('store_version', message, { data: { stream: event.streamId } });
  }
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(position),
    eventId: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
  };
};

const bothAt = (commit: bigint | undefined): { commit: bigint; prepare: bigint } | undefined =>
  commit === undefined ? undefined : { commit, prepare: commit };
