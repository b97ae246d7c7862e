import type { BusinessDay, HallId } from '../../domain/ids.js';
import { hallStream } from '../../domain/streams.js';
import { daysBefore } from '../../domain/calendar/business-day.js';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import { longestGapDays } from './hall-days.js';

/** The days that a hall may have: `first` is null where nobody knows since when it is there. */
export type PossibleDays = Readonly<{ today: BusinessDay; first: BusinessDay | null }>;

/**
 * The first event of the oldest day that may still be open, of all halls: each hall is asked by name
 * for its latest day that has a stream. Null when no hall has one.
 */
export const oldestOpenDay = async (
  { store }: Readonly<{ store: EventStore }>,
  halls: readonly HallId[],
  daysOf: (hallId: HallId) => Promise<PossibleDays>,
): Promise<RecordedEvent | null> => {
  const firsts = await Promise.all(
    halls.map(async (hallId) => firstEvent(store, hallId, await daysOf(hallId))),
  );
  return firsts.reduce(
    (oldest, first) =>
      first !== null && (oldest === null || first.position < oldest.position) ? first : oldest,
    null,
  );
};

/** The first event of the hall's latest day that has a stream. */
const firstEvent = async (
  store: EventStore,
  hallId: HallId,
  { today, first }: PossibleDays,
): Promise<RecordedEvent | null> => {
  const days = Array.from({ length: longestGapDays + 1 }, (_, back) => daysBefore(today, back));
  for (const day of days) {
    if (first !== null && day < first) return null;
    const read = { stream: hallStream(hallId, day), limit: 1 };
    for await (const event of store.readStream(read)) return event;
  }
  return null;
};
