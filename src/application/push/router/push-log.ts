import { evolvePush, unknownPush, type PushState } from '../../../domain/push/answers.js';
import { pushStream } from '../../../domain/streams.js';
import { AppError, storeUnavailable } from '../../errors.js';
import { readPushEvent } from '../../events/codec.js';
import type { EventStore } from '../../ports/event-store.js';
import type { Loaded } from '../../writing/stream-writer.js';

/**
 * Reads a push's stream to its end, with the ids of its claims: they tell whose a claim is.
 * @throws AppError `store_unavailable`, `newer_version`
 */
export const loadPush = async (store: EventStore, key: string): Promise<Loaded<PushState>> => {
  const stream = pushStream(key);
  let state = unknownPush;
  let revision = -1;
  try {
    for await (const recorded of store.readStream({ stream })) {
      const read = readPushEvent(recorded);
      if (!read.ok) throw new AppError('newer_version', read.detail);
      state = evolvePush(state, read.event, recorded.eventId);
      revision = recorded.revision;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw storeUnavailable(`${stream}: cannot be read`, cause);
  }
  return { state, revision };
};
