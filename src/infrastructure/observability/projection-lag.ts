import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, Position } from '../../application/ports/event-store.js';
import { atMostEvery } from './at-most-every.js';

/** More than this is not counted. */
export const mostCounted = 1_000;
/** Scrapes must not become a load on the store. */
const pauseMs = 5_000;
/** A store that takes longer to answer leaves the lag unknown. */
const patienceMs = 1_500;

/** A projection: what it follows, and how far it has come. */
export type Followed = Readonly<{ prefixes: readonly string[]; position: () => Position }>;

type Deps = Readonly<{ store: Pick<EventStore, 'readAll'>; clock: Clock }>;

/**
 * How many events of its streams a projection has not taken in yet, counted in the log itself from
 * where the projection stands: at most {@link mostCounted}, at most every 5 s. NaN while the store
 * does not tell.
 */
export const projectionLag = (deps: Deps, followed: Followed): (() => Promise<number>) =>
  atMostEvery(deps.clock, pauseMs, () => count(deps, followed).catch(() => Number.NaN));

const count = async ({ store, clock }: Deps, followed: Followed): Promise<number> => {
  const late = new AbortController();
  const cancel = clock.after(patienceMs, () => late.abort());
  const given = new Promise<never>((_resolve, reject) => {
    late.signal.addEventListener('abort', () => reject(new Error('no answer in time')));
  });
  const { prefixes } = followed;
  const events = store.readAll({ after: followed.position(), prefixes, signal: late.signal });
  try {
    return await Promise.race([countUpTo(mostCounted, events), given]);
  } finally {
    cancel();
  }
};

const countUpTo = async (most: number, events: AsyncIterable<unknown>): Promise<number> => {
  let counted = 0;
  for await (const _event of events) {
    counted += 1;
    if (counted === most) break;
  }
  return counted;
};
