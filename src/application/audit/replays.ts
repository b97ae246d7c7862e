import type { BusinessDay, HallId } from '../../domain/ids.js';
import type { MessageDecision } from '../../domain/message/events.js';
import { hallStream, streamPrefixes } from '../../domain/streams.js';
import { applyPolicy, initialPolicy, policyVersion } from '../../projections/near-turn/policy.js';
import { AppError, storeUnavailable } from '../errors.js';
import { readHallEvent } from '../events/codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, Position } from '../ports/event-store.js';
import type { ReplayDifference, Replays } from '../ports/inbound/auditors.js';

/** Where the decisions that were taken are found. */
export interface DecisionHistory {
  /** In the order of the log. */
  recordedDecisions(hallId: HallId, businessDay: BusinessDay): readonly MessageDecision[];
}

/** How far that history has come. */
export interface HistoryProgress {
  /** Resolves true when everything up to `position` is known, false after `timeoutMs`. */
  waitUntil(position: Position, timeoutMs: number): Promise<boolean>;
}

const prefixes = [streamPrefixes.hall, streamPrefixes.message] as const;
const historyTimeoutMs = 10_000;
/** A decision follows its cause within milliseconds; what is still missing after this is missing. */
const settleMs = 500;
const settleRounds = 4;

/** What the policy decides on a day's events. */
type Replayed = Readonly<{
  eventsRead: number;
  lastRevision: number;
  decisions: readonly MessageDecision[];
}>;

type Differences = Readonly<{
  missing: readonly MessageDecision[];
  unexpected: readonly MessageDecision[];
  changed: readonly MessageDecision[];
}>;

/** Decides a day once more and compares it with what was decided then; sends and writes nothing. */
export class DayReplays implements Replays {
  constructor(
    private readonly options: Readonly<{
      store: EventStore;
      decisions: DecisionHistory;
      progress: HistoryProgress;
      clock: Clock;
    }>,
  ) {}

  async run(request: {
    hallId: HallId;
    businessDay: BusinessDay;
    threshold: number | null;
  }): ReturnType<Replays['run']> {
    const { hallId, businessDay, threshold } = request;
    const stream = hallStream(hallId, businessDay);
    const then = await this.#allRecorded(request);
    const replayed = await this.#replay(stream, { threshold, since2: secondFrom(then) });
    let recorded = upTo(then, replayed);
    let found = compare(replayed.decisions, recorded);
    // On the day in progress a decision may just be on its way; with another threshold it never comes.
    for (let round = 0; round < settleRounds && threshold === null; round += 1) {
      if (found.missing.length === 0) break;
      await this.options.clock.sleep(settleMs);
      recorded = await this.#recorded(request, replayed);
      found = compare(replayed.decisions, recorded);
    }
    return {
      eventsRead: replayed.eventsRead,
      decisions: replayed.decisions.length,
      recorded: recorded.length,
      missing: found.missing.map(shown),
      unexpected: found.unexpected.map(shown),
      changed: found.changed.map(shown),
    };
  }

  async #replay(
    stream: string,
    { threshold, since2 }: Readonly<{ threshold: number | null; since2: number }>,
  ): Promise<Replayed> {
    let state = initialPolicy({ version: 1, ...(threshold === null ? {} : { threshold }) });
    const decisions: MessageDecision[] = [];
    let eventsRead = 0;
    let lastRevision = -1;
    for await (const recorded of this.options.store.readStream({ stream })) {
      const read = readHallEvent(recorded);
      if (!read.ok) throw new AppError('newer_version', `cannot be replayed: ${read.detail}`);
      const { revision, eventId } = recorded;
      if (revision >= since2) state = { ...state, version: policyVersion };
      const step = applyPolicy(state, { event: read.event, stream, revision, eventId });
      state = step.state;
      decisions.push(...step.decisions);
      eventsRead += 1;
      lastRevision = revision;
    }
    return { eventsRead, lastRevision, decisions };
  }

  async #recorded(
    { hallId, businessDay }: Readonly<{ hallId: HallId; businessDay: BusinessDay }>,
    replayed: Replayed,
  ): Promise<readonly MessageDecision[]> {
    return upTo(await this.#allRecorded({ hallId, businessDay }), replayed);
  }

  async #allRecorded({
    hallId,
    businessDay,
  }: Readonly<{ hallId: HallId; businessDay: BusinessDay }>): Promise<readonly MessageDecision[]> {
    const { store, decisions, progress } = this.options;
    const end = await store.end(prefixes);
    if (!(await progress.waitUntil(end, historyTimeoutMs)))
      throw storeUnavailable(`history has not reached the log's end in ${historyTimeoutMs} ms`);
    return decisions.recordedDecisions(hallId, businessDay);
  }
}

/** What was decided of the events that were replayed; later ones are not our subject. */
const upTo = (
  recorded: readonly MessageDecision[],
  { lastRevision }: Replayed,
): readonly MessageDecision[] => recorded.filter(({ cause }) => cause.revision <= lastRevision);

/**
 * The revision from which a day is decided by the present version: that of the first cause that was.
 * A day decided by the version before alone is replayed by it alone; one without decisions by the present.
 */
const secondFrom = (recorded: readonly MessageDecision[]): number => {
  if (recorded.length === 0) return 0;
  const later = recorded.filter((decision) => decision.policyVersion >= policyVersion);
  return Math.min(Infinity, ...later.map(({ cause }) => cause.revision));
};

const byId = (decisions: readonly MessageDecision[]): ReadonlyMap<string, MessageDecision> =>
  new Map(decisions.map((decision) => [decision.messageId, decision]));

/** What makes two decisions of one message different. */
const essence = (decision: MessageDecision): readonly unknown[] => {
  const { ahead, threshold, subscriberId, templateId, expiresAt, cause } = decision;
  return [ahead, threshold, subscriberId, templateId, expiresAt, cause.stream, cause.revision];
};

const differ = (a: MessageDecision, b: MessageDecision): boolean => {
  const other = essence(b);
  return essence(a).some((value, index) => value !== other[index]);
};

/** Decided because its person asked in a chat: the policy knows nothing of that. */
const wasAskedFor = ({ cause }: MessageDecision): boolean =>
  cause.stream.startsWith(streamPrefixes.push);

const compare = (
  replayed: readonly MessageDecision[],
  recorded: readonly MessageDecision[],
): Differences => {
  const now = byId(replayed);
  const then = byId(recorded);
  return {
    missing: replayed.filter(({ messageId }) => !then.has(messageId)),
    unexpected: recorded.filter(
      (decision) => !now.has(decision.messageId) && !wasAskedFor(decision),
    ),
    changed: replayed.filter((decision) => {
      const before = then.get(decision.messageId);
      return before !== undefined && !wasAskedFor(before) && differ(decision, before);
    }),
  };
};

const shown = ({ ticketId, number, kind, stay, ahead }: MessageDecision): ReplayDifference => ({
  ticketId,
  number,
  kind,
  stay,
  ahead,
});
