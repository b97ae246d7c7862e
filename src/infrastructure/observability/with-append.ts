import type { EventStore } from '../../application/ports/event-store.js';

/** The same store but for its appends: whoever watches them stands in between. */
export const withAppend = (store: EventStore, append: EventStore['append']): EventStore => ({
  append,
  readStream: (read) => store.readStream(read),
  readAll: (read) => store.readAll(read),
  subscribe: (read) => store.subscribe(read),
  end: (prefixes) => store.end(prefixes),
  truncateBefore: (stream, revision) => store.truncateBefore(stream, revision),
  close: () => store.close(),
  singleWriter: store.singleWriter,
});
