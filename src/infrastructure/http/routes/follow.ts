import type { Position } from '../../../application/ports/event-store.js';
import type { HallChange, LiveHalls } from '../../../application/ports/inbound/live.js';
import type { HallId } from '../../../domain/ids.js';
import type { LiveStream } from '../sse.js';

export type Following = Readonly<{
  hallId: HallId;
  stream: LiveStream;
  /** The last event that the client has; null: none. */
  after: Position | null;
  /** Called first, unless the changes since `after` are known. */
  snapshot: () => void;
  change: (change: HallChange) => void;
  /** Called when the changes since `after` have been told. */
  resumed?: () => void;
}>;

/**
 * Tells a stream what happens in a hall from a position on, each change once. All in one turn of
 * the event loop, so that nothing falls between what was read and what is watched.
 */
export const followHall = (live: LiveHalls, following: Following): void => {
  const { hallId, stream, after, snapshot, change, resumed } = following;
  const missed = after === null ? null : live.changesAfter(hallId, after);
  // An instance may lag behind the one that the client has come from.
  let last = missed === null ? live.position() : after;
  const tell = (next: HallChange): void => {
    if (next.type !== 'day' && last !== null && next.position <= last) return;
    last = next.position;
    change(next);
  };
  if (missed === null) snapshot();
  else {
    missed.forEach(tell);
    resumed?.();
  }
  stream.onEnd(live.watch(hallId, tell));
};
