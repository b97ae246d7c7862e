import { appendDecisively } from './append-decisively.js';
import { AppError, storeUnavailable } from '../errors.js';
import { encode, type AnyDomainEvent, type EventContext, type Read } from '../events/codec.js';
import type { EventMetadata } from '../events/metadata.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import type { Metrics } from '../ports/metrics.js';

export type StreamDeps = Readonly<{ store: EventStore; clock: Clock; ids: Ids; metrics: Metrics }>;

/** A stream folded to its end as of the reading. */
export type Loaded<State> = Readonly<{ state: State; revision: number }>;

/** How one family of streams is read and folded. */
export type Folding<State, Event> = Readonly<{
  initial: State;
  read: (recorded: RecordedEvent) => Read<Event>;
  fold: (state: State, event: Event, revision: number, metadata: EventMetadata) => State;
}>;

const mostConflicts = 6;
const conflictPauseMs = 10;
const deadlineMs = 4_000;

/**
 * Folds a stream to its end, at the leader, on from what is known of it.
 * @throws AppError `store_unavailable`; `newer_version` for an event that this version does not know
 */
export const loadStream = async <State, Event>(
  store: EventStore,
  stream: string,
  folding: Folding<State, Event>,
  known: Loaded<State> = { state: folding.initial, revision: -1 },
): Promise<Loaded<State>> => {
  let { state, revision } = known;
  try {
    for await (const recorded of store.readStream({ stream, from: revision + 1 })) {
      const read = folding.read(recorded);
      if (!read.ok) throw new AppError('newer_version', read.detail);
      state = folding.fold(state, read.event, recorded.revision, read.metadata);
      revision = recorded.revision;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw storeUnavailable(`${stream}: cannot be read`, cause);
  }
  return { state, revision };
};

/** What to append, or that there is nothing to append. */
export type Plan<Event> = Readonly<{
  events: readonly Event[];
  context: EventContext;
  /** Remembered on the last event, so that a repeat of the command gets its answer again. */
  command?: EventContext['command'];
}>;

/** What came of an append at an expected revision. */
export type Written = 'written' | 'conflict';

/**
 * Appends at exactly `revision`.
 * @throws AppError `store_unavailable` when it is not known, or known not, to be written
 */
export const appendAt = async (
  deps: StreamDeps,
  at: Readonly<{
    stream: string;
    revision: number;
    deadlineMs?: number;
    /** The id of each event, where the caller has to know it; random by default. */
    eventIds?: readonly string[];
  }>,
  plan: Plan<AnyDomainEvent>,
): Promise<Written> => {
  const { store, clock, ids, metrics } = deps;
  const outcome = await appendDecisively(
    store,
    {
      stream: at.stream,
      expected: at.revision === -1 ? 'no_stream' : at.revision,
      events: plan.events.map((event, index) =>
        encode(event, at.eventIds?.[index] ?? ids.uuid(), {
          ...plan.context,
          ...(plan.command !== undefined && index === plan.events.length - 1
            ? { command: plan.command }
            : {}),
        }),
      ),
    },
    { clock, ids, deadlineMs: at.deadlineMs ?? deadlineMs },
  );
  if (outcome.outcome === 'appended') return 'written';
  if (outcome.outcome === 'conflict') {
    metrics.count('append_conflicts_total', { stream: at.stream.split('-')[0] ?? at.stream });
    return 'conflict';
  }
  const why = outcome.outcome === 'refused' ? outcome.reason : 'no definite answer';
  throw storeUnavailable(`${at.stream}: not appended (${why})`, outcome.cause);
};

/** A stream, how it is folded, and what is known of it already. */
export type Target<State, Event> = Readonly<{
  stream: string;
  folding: Folding<State, Event>;
  known?: Loaded<State>;
}>;

/**
 * Loads, decides and appends, anew after each definite conflict.
 * @throws AppError `store_unavailable`, `newer_version`, and what `plan` throws
 */
export const writeStream = async <State, Event extends AnyDomainEvent>(
  deps: StreamDeps,
  target: Target<State, Event>,
  plan: (loaded: Loaded<State>) => Plan<Event> | null,
): Promise<Loaded<State>> => {
  let { known } = target;
  for (let conflicts = 0; conflicts <= mostConflicts; conflicts += 1) {
    const loaded = await loadStream(deps.store, target.stream, target.folding, known);
    known = loaded;
    const planned = plan(loaded);
    if (planned === null || planned.events.length === 0) return loaded;
    const { revision } = loaded;
    if ((await appendAt(deps, { stream: target.stream, revision }, planned)) === 'written')
      return loadStream(deps.store, target.stream, target.folding, loaded);
    await deps.clock.sleep(conflictPauseMs * 2 ** conflicts * deps.ids.random());
  }
  throw storeUnavailable(`${target.stream}: too many conflicting writers`);
};
