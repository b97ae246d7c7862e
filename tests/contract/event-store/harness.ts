import { randomUUID } from 'node:crypto';
import type {
  Append,
  AppendOutcome,
  EventStore,
  ExpectedRevision,
  JsonObject,
  NewEvent,
  Position,
  RecordedEvent,
} from '../../../src/application/ports/event-store.js';

/** What a store brings along to be judged by the contract. */
export type StoreHarness = Readonly<{
  open: () => Promise<EventStore>;
  /** Closes what `open` gave and opens the same log again, as a restarted service would. */
  reopen: (store: EventStore) => Promise<EventStore>;
  cleanUp: () => Promise<void>;
}>;

/** The store under test; opened once, replaced by the cases that restart it. */
export type Subject = { store: EventStore; readonly harness: StoreHarness };

export const newEvent = (data: JsonObject = {}, eventId: string = randomUUID()): NewEvent => ({
  eventId,
  type: 'TicketIssued',
  data,
  metadata: { $correlationId: 'contract' },
});

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, n) => newEvent({ n }));

let streams = 0;
const run = randomUUID().slice(0, 8);
/** Names that no other run uses: the server may be shared. */
export const freshStream = (category = 'hall'): string => {
  streams += 1;
  return `${category}-${run}x${streams}-20250301`;
};

export const append = (
  store: EventStore,
  stream: string,
  expected: ExpectedRevision,
  ...events: NewEvent[]
): Promise<AppendOutcome> => store.append({ stream, expected, events });

/** Appends and insists that it was written. */
export const written = async (
  store: EventStore,
  request: Append,
): Promise<Extract<AppendOutcome, { outcome: 'appended' }>> => {
  const outcome = await store.append(request);
  if (outcome.outcome !== 'appended') {
    const cause = 'cause' in outcome ? String(outcome.cause) : '';
    throw new Error(`${request.stream}: expected appended, found ${outcome.outcome} ${cause}`);
  }
  return outcome;
};

/**
 * The end of the log, for those who need not walk all that a shared server has: its position is
 * before everything that is appended later.
 */
export const here = async (store: EventStore): Promise<Position> => {
  const request = {
    stream: freshStream('mark'),
    expected: 'no_stream',
    events: [newEvent()],
  } as const;
  return (await written(store, request)).position;
};

/** Appends `count` small events to a new stream, in batches. */
export const fill = async (store: EventStore, stream: string, count: number): Promise<void> => {
  for (let done = 0; done < count; done += 100) {
    const events = newEvents(Math.min(100, count - done));
    await written(store, { stream, expected: done === 0 ? 'no_stream' : done - 1, events });
  }
};

/** The events of an iteration, at most `count` of them. */
export const take = async (
  events: AsyncIterable<RecordedEvent>,
  count = Infinity,
): Promise<RecordedEvent[]> => {
  const taken: RecordedEvent[] = [];
  if (count === 0) return taken;
  for await (const event of events) {
    taken.push(event);
    if (taken.length >= count) break;
  }
  return taken;
};

export const idsIn = async (store: EventStore, stream: string): Promise<string[]> =>
  (await take(store.readStream({ stream }))).map((event) => event.eventId);

export const idsOf = (events: readonly (NewEvent | RecordedEvent)[]): string[] =>
  events.map((event) => event.eventId);
