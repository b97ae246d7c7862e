import type { OpenHall } from '../../domain/hall/commands.js';
import type { BusinessDay, HallId, Instant } from '../../domain/ids.js';
import {
  businessDayAt,
  dayInProgress,
  daysBefore,
  type BegunDay,
} from '../../domain/calendar/business-day.js';
import { appendDecisively } from '../writing/append-decisively.js';
import { AppError, isAppError, storeUnavailable } from '../errors.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { AppendOutcome, EventStore } from '../ports/event-store.js';
import type { Metrics } from '../ports/metrics.js';
import type { DaySettings } from '../settings/day-settings.js';
import { endOfDay } from './end-of-day.js';
import { findCommand, type HallDayLog } from './hall-day-log.js';
import type { HallDays } from './hall-days.js';
import {
  decideInOrder,
  type HallWork,
  type RememberedCommands,
  type WorkDecision,
} from './hall-work.js';

/** Commands decided and appended together at the most. */
const largestGroup = 64;
const mostConflicts = 8;
const conflictPauseMs = 10;
/** How long an append without a definite answer is repeated before the caller is told 503. */
const appendDeadlineMs = 4_000;

export type HallWorkerDeps = Readonly<{
  hallId: HallId;
  store: EventStore;
  days: HallDays;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  settings: () => Promise<DaySettings>;
  /** Waits, not for long, until the live views have folded a hall stream up to a revision; never fails. */
  shown: (stream: string, revision: number) => Promise<void>;
}>;

/**
 * Runs the commands of one hall in the order in which they came. Those that wait together are
 * decided one after the other and appended as one; only a definite conflict decides them anew.
 */
export class HallWorker {
  #queue: HallWork[] = [];
  #running = false;
  /** The day whose earlier days are known to be ended. */
  #endedBefore: BusinessDay | null = null;
  #yesterday: HallDayLog | null = null;
  /** The day that was asked for last. */
  #current: HallDayLog | null = null;
  /** The latest day that had begun when it was looked for, and for which day that was. */
  #latest: HallDayLog | null = null;
  #searchedFor: BusinessDay | null = null;

  constructor(private readonly deps: HallWorkerDeps) {}

  /** Queues a piece of work; it is settled in its turn. */
  enqueue(work: HallWork): void {
    this.#queue.push(work);
    if (this.#running) return;
    this.#running = true;
    // At the end of this turn of the event loop: what else arrives in it shares the append, and its fsync.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        await this.#settle(this.#takeGroup());
      }
    } finally {
      this.#running = false;
    }
  }

  async #settle(group: readonly HallWork[]): Promise<void> {
    try {
      await this.#handle(group);
    } catch (error) {
      // Too much for one append, of which nothing was written: one by one, then.
      if (isTooLarge(error) && group.length > 1)
        for (const work of group) await this.#settle([work]);
      else for (const work of group) work.reject(error);
    }
  }

  // A key that comes twice waits for its first answer: the second goes into the next group.
  #takeGroup(): readonly HallWork[] {
    const keys = new Set<string>();
    let taken = 0;
    const day = this.#queue[0]?.day ?? null;
    for (const { key, day: other } of this.#queue) {
      if (taken === largestGroup || other !== day || (key !== null && keys.has(key))) break;
      if (key !== null) keys.add(key);
      taken += 1;
    }
    return this.#queue.splice(0, taken);
  }

  async #handle(group: readonly HallWork[]): Promise<void> {
    let left = group;
    for (let conflicts = 0; conflicts <= mostConflicts; conflicts += 1) {
      // Looked up for every try: a conflict at midnight may be the day's end, by another instance.
      const { log, opening } = await this.#dayOf(group[0]?.day ?? null);
      left = await this.#answerRepeats(log, left);
      if (left.length === 0 || (await this.#decideAndAppend(log, left, opening))) return;
      this.deps.metrics.count('append_conflicts_total', { stream: 'hall' });
      await this.deps.clock.sleep(conflictPauseMs * 2 ** conflicts * this.deps.ids.random());
    }
    throw storeUnavailable(`hall-${this.deps.hallId}: too many conflicting writers`);
  }

  async #dayOf(past: BusinessDay | null): Promise<{ log: HallDayLog; opening: OpenHall }> {
    const today = await this.#today();
    if (past === null || past >= today.opening.businessDay) return today;
    return { ...today, log: await this.deps.days.open(this.deps.hallId, past) };
  }

  async #today(): Promise<{ log: HallDayLog; opening: OpenHall }> {
    const settings = await this.deps.settings();
    const now = this.deps.clock.now();
    const day = await this.#dayInProgress(now, settings);
    await this.#endEarlierDays(day, settings);
    const log = await this.deps.days.open(this.deps.hallId, day);
    this.#current = log;
    return { log, opening: this.#opening(day, settings, now) };
  }

  /** The day that began last goes on to its end; only then the settings in force say which comes. */
  async #dayInProgress(now: Instant, { settings }: DaySettings): Promise<BusinessDay> {
    const latest = await this.#latestDay(businessDayAt(now, settings));
    return dayInProgress(now, settings, latest);
  }

  async #latestDay(day: BusinessDay): Promise<BegunDay | null> {
    const current = this.#current?.state;
    if (current !== undefined && current.status !== 'unopened' && current.businessDay >= day)
      return current;
    if (this.#searchedFor !== day) {
      const { days, hallId } = this.deps;
      // By a clock that was changed meanwhile the latest day may be tomorrow's.
      const found = await days.latestBefore(hallId, daysBefore(day, -2));
      this.#latest = found === null ? null : await days.open(hallId, found);
      this.#searchedFor = day;
    }
    const latest = this.#latest?.state;
    return latest === undefined || latest.status === 'unopened' ? null : latest;
  }

  #opening(day: BusinessDay, { settings, revision }: DaySettings, at: Instant): OpenHall {
    return {
      type: 'OpenHall',
      at,
      occurredAt: null,
      hallId: this.deps.hallId,
      businessDay: day,
      settings,
      settingsRevision: revision,
    };
  }

  /** Answers what today or yesterday has seen, and says what is left. */
  async #answerRepeats(log: HallDayLog, group: readonly HallWork[]): Promise<readonly HallWork[]> {
    const days = this.#yesterday === null ? [log] : [log, this.#yesterday];
    const remembered: RememberedCommands = { find: (commandId) => findCommand(days, commandId) };
    const fresh: HallWork[] = [];
    for (const work of group)
      try {
        if (!(await work.settleFromMemory(remembered))) fresh.push(work);
      } catch (error) {
        work.reject(error);
      }
    return fresh;
  }

  /** False after a definite conflict: the group must be decided anew. */
  async #decideAndAppend(
    log: HallDayLog,
    group: readonly HallWork[],
    opening: OpenHall,
  ): Promise<boolean> {
    refuseNewer(log);
    const judgedAt = log.revision;
    const decisions = decideInOrder(log, group, opening);
    const events = decisions.flatMap((decision) => decision.events);
    const facts = decisions.flatMap((decision) => decision.facts);
    if (events.length === 0) {
      // Nothing will be written, so nothing proves that the state was the latest: read to the end.
      await log.refresh();
      if (log.revision !== judgedAt) return false;
    } else {
      const after = decisions.at(-1)?.after ?? log.state;
      if (!(await this.#append(log, { events, facts, after }, judgedAt))) return false;
    }
    for (const { name } of group) this.deps.metrics.count('commands_total', { command: name });
    // Told when the views have it, so that who asks next sees what they did; the next group goes on.
    void this.deps.shown(log.stream, log.revision).then(() => {
      for (const { settle } of decisions) settle();
    });
    return true;
  }

  async #append(
    log: HallDayLog,
    { events, facts, after }: Pick<WorkDecision, 'events' | 'facts' | 'after'>,
    judgedAt: number,
  ): Promise<boolean> {
    const { store, clock, ids, days } = this.deps;
    const outcome = await appendDecisively(
      store,
      {
        stream: log.stream,
        expected: judgedAt === -1 ? 'no_stream' : judgedAt,
        events,
      },
      { clock, ids, deadlineMs: appendDeadlineMs },
    );
    if (outcome.outcome === 'appended') {
      const folded = facts.map((fact, index) => ({ ...fact, revision: judgedAt + 1 + index }));
      log.adopt(folded, after);
      return true;
    }
    if (outcome.outcome === 'conflict') {
      await log.refresh();
      return false;
    }
    if (outcome.outcome === 'unknown') days.drop(log);
    throw unavailable(log.stream, outcome);
  }

  /** Ends the day before, if it was left open, and keeps it for the commands that it has seen. */
  async #endEarlierDays(today: BusinessDay, settings: DaySettings): Promise<void> {
    if (this.#endedBefore === today) return;
    const { days, hallId } = this.deps;
    const earlier = await days.latestBefore(hallId, today);
    this.#yesterday = earlier === null ? null : await this.#endDay(earlier, settings);
    this.#endedBefore = today;
  }

  async #endDay(day: BusinessDay, settings: DaySettings): Promise<HallDayLog> {
    const { days, hallId, clock, ids } = this.deps;
    for (;;) {
      const log = await days.open(hallId, day);
      // To be ended by an instance that understands it; that must not keep today from going on.
      if (log.unreadable !== null) return log;
      const before = log.revision;
      const at = clock.now();
      const opening = this.#opening(day, settings, at);
      await this.#decideAndAppend(log, [endOfDay(hallId, at, ids)], opening);
      if (log.revision === before) return log;
    }
  }

  /** Ends what was left open before today; harmless to repeat. @throws AppError `store_unavailable` */
  async endEarlierDays(): Promise<void> {
    const settings = await this.deps.settings();
    const today = await this.#dayInProgress(this.deps.clock.now(), settings);
    await this.#endEarlierDays(today, settings);
  }
}

const refuseNewer = (log: HallDayLog): void => {
  if (log.unreadable !== null)
    throw new AppError(
      'newer_version',
      `the stream holds an event that this version does not understand: ${log.unreadable}`,
    );
};

const unavailable = (stream: string, outcome: AppendOutcome): AppError => {
  if (outcome.outcome !== 'refused')
    return storeUnavailable(`${stream}: the event store did not answer definitely`, outcome);
  const { reason, cause } = outcome;
  const message = `${stream}: the event store refused the append (${reason})`;
  return new AppError('store_unavailable', message, { cause, data: { reason } });
};

const isTooLarge = (error: unknown): boolean =>
  isAppError(error, 'store_unavailable') && error.data['reason'] === 'too_large';
