import { businessDayAt, daysBefore } from '../../domain/calendar/business-day.js';
import type { CreditEvent } from '../../domain/credit/events.js';
import { accepted } from '../../domain/message/state.js';
import { parseCreditStream, parseSubscriberStream, streamPrefixes } from '../../domain/streams.js';
import type { HallId } from '../../domain/ids.js';
import type { AccessTokenStore } from '../access/access-tokens.js';
import type { Agendas } from '../appointments/agendas.js';
import type { CheckIns } from '../appointments/check-ins.js';
import type { DayKeeper } from './day-keeper.js';
import { storeUnavailable } from '../errors.js';
import { readCreditEvent, readSubscriberEvent } from '../events/codec.js';
import { oldestOpenDay } from '../hall/oldest-open-day.js';
import type { LiveHallViews } from '../live/live-halls.js';
import { LogFollower } from '../following/log-follower.js';
import type { PushReactor } from '../push/push-reactor.js';
import { logStart, type Position, type RecordedEvent } from '../ports/event-store.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { Secrets } from '../ports/secrets.js';
import type { OpenUses } from '../sending/open-uses.js';
import type { MessageReactor } from '../sending/message-reactor.js';
import type { HallSettingsStore } from '../settings/hall-settings.js';
import { checkStoreKey } from '../writing/store-key.js';
import type { StreamDeps } from '../writing/stream-writer.js';
import type { SubscriberStore } from '../subscribers/subscriber-store.js';

/** Every stream that an instance follows. `halls` and `hall-…` share a prefix. */
export const followedPrefixes: readonly string[] = [
  'hall',
  streamPrefixes.agenda,
  streamPrefixes.message,
  streamPrefixes.credit,
  streamPrefixes.subscriber,
  streamPrefixes.settings,
  streamPrefixes.accessTokens,
  streamPrefixes.push,
];

/** What a withheld message goes by: a grant, one that came back, or the reason why there is none. */
const mayFree: ReadonlySet<CreditEvent['type']> = new Set([
  'SubscriptionGranted',
  'SubscriptionReturned',
  'SubscriptionDeclined',
] as const);

export type EngineDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    secrets: Secrets;
    settings: HallSettingsStore;
    tokens: AccessTokenStore;
    subscribers: SubscriberStore;
    live: LiveHallViews;
    uses: OpenUses;
    reactor: MessageReactor;
    pushes: PushReactor;
    keeper: DayKeeper;
    agendas: Agendas;
    checkIns: CheckIns;
    /** A hall's settings changed: an open day that is behind is brought up to them. */
    settingsChanged: (hallId: HallId) => void;
  }>;

/**
 * One instance at work: folds the open days from the log, then acts on what they left undone, and
 * goes on following. What is in memory has no checkpoint.
 */
export class Engine {
  readonly #abort = new AbortController();
  #follower: LogFollower | null = null;
  #following: Promise<void> = Promise.resolve();
  #isLive = false;
  #readingEnd: Promise<Position> = Promise.resolve(logStart);
  #queuedEnd: Promise<Position> | null = null;

  constructor(private readonly deps: EngineDeps) {}

  /** Whether the log's past is folded and this instance acts. */
  get isLive(): boolean {
    return this.#isLive;
  }

  get isConnected(): boolean {
    return this.#follower?.connected ?? false;
  }

  /** Position of the last event folded. */
  get position(): Position {
    return this.#follower?.position ?? logStart;
  }

  /** @throws AppError `wrong_secret_key`, `store_unavailable`, `newer_version` */
  async start(): Promise<void> {
    await checkStoreKey(this.deps, this.deps.secrets.fingerprint());
    // Noted before the streams are read, so that nothing falls between the reading and the following.
    const noted = await this.deps.store.end(followedPrefixes);
    await this.deps.tokens.load();
    await this.deps.settings.load();
    const after = await this.#startAfter(noted);
    const end = await this.deps.store.end(followedPrefixes);
    const follower = new LogFollower({
      ...this.deps,
      prefixes: followedPrefixes,
      after,
      handle: (event) => this.#foldOrSkip(event),
    });
    this.#follower = follower;
    this.#following = follower.run(this.#abort.signal);
    while (!(await follower.waitUntil(end, 60_000)) && !this.#abort.signal.aborted)
      this.deps.logger.info({ position: follower.position }, 'still_folding');
    if (this.#abort.signal.aborted) return;
    this.#isLive = true;
    this.deps.live.goLive();
    this.deps.reactor.goLive();
    this.deps.pushes.goLive();
    this.deps.checkIns.goLive();
    // Whoever changed a hall's settings may have died before its open day was told.
    for (const hallId of this.deps.settings.hallIds()) this.deps.settingsChanged(hallId);
    await this.deps.keeper.start();
  }

  /**
   * Waits until the log's end as of now is folded; false when that takes longer.
   * @throws AppError `store_unavailable`
   */
  async catchUp(timeoutMs: number): Promise<boolean> {
    if (this.#follower === null) return false;
    const end = await this.#nextEnd();
    return this.#follower.waitUntil(end, timeoutMs);
  }

  /**
   * The log's end as of now or later. Whoever asks while a reading is under way shares the next
   * one, so that guessing at tokens and tickets does not become a load on the store.
   */
  #nextEnd(): Promise<Position> {
    this.#queuedEnd ??= this.#readingEnd
      .catch(() => logStart)
      .then(() => {
        this.#queuedEnd = null;
        this.#readingEnd = this.#end();
        return this.#readingEnd;
      });
    return this.#queuedEnd;
  }

  async #end(): Promise<Position> {
    try {
      return await this.deps.store.end(followedPrefixes);
    } catch (cause) {
      throw storeUnavailable('the end of the log cannot be read', cause);
    }
  }

  /** Stops following and acting; what is under way is finished first. */
  async stop(): Promise<void> {
    await this.deps.keeper.stop();
    await this.deps.reactor.stop();
    await this.deps.pushes.stop();
    await this.deps.checkIns.stop();
    this.#abort.abort();
    await this.#following;
  }

  // One event that cannot be folded must not keep the instance from all that come after it.
  #foldOrSkip(recorded: RecordedEvent): void {
    try {
      this.#fold(recorded);
    } catch (error) {
      const { stream, revision, position, type } = recorded;
      this.deps.metrics.count('unreadable_events_total', { reader: 'engine', reason: 'failed' });
      const fields = { stream, revision, position, type, ...errorFields(error) };
      this.deps.logger.error(fields, 'event_quarantined');
    }
  }

  #fold(recorded: RecordedEvent): void {
    const { live, reactor, keeper, checkIns, uses } = this.deps;
    const folded = live.fold(recorded);
    this.deps.pushes.fold(recorded, folded);
    if (folded !== null) {
      if (folded.kind === 'hall') {
        keeper.fold(folded.hallId, folded.event);
        if (folded.event.type === 'TicketIssued') checkIns.fold(folded, folded.event);
        // Whoever opened it may not have known the latest settings.
        if (folded.event.type === 'HallOpened') this.#settingsChanged(folded.hallId);
      }
      if (folded.kind === 'message' && accepted(folded.message.state)) uses.settle(folded.id);
      reactor.fold(folded);
      return;
    }
    this.#foldOther(recorded);
  }

  #foldOther(recorded: RecordedEvent): void {
    const { live, tokens, subscribers, settings, uses, reactor } = this.deps;
    const person = parseCreditStream(recorded.stream);
    if (person !== null) {
      const read = readCreditEvent(recorded);
      if (!read.ok) return;
      uses.fold(read.event);
      if (read.metadata.commandId !== undefined) this.deps.pushes.applied(read.metadata.commandId);
      if (mayFree.has(read.event.type)) reactor.creditChanged(person);
      live.personChanged(person, recorded.position, read.event.at, read.event.type);
      return;
    }
    this.deps.agendas.fold(recorded);
    tokens.fold(recorded);
    subscribers.fold(recorded);
    if (recorded.type === 'CardOffered' || recorded.type === 'CardEnded')
      this.#cardChanged(recorded);
    const changed = settings.fold(recorded);
    if (changed !== null) this.#settingsChanged(changed);
  }

  #cardChanged(recorded: RecordedEvent): void {
    const person = parseSubscriberStream(recorded.stream);
    const read = readSubscriberEvent(recorded);
    if (person === null || !read.ok) return;
    if (recorded.type === 'CardOffered') this.deps.reactor.creditChanged(person);
    this.deps.live.personChanged(person, recorded.position, read.event.at, read.event.type);
  }

  #settingsChanged(hallId: HallId): void {
    if (this.#isLive) this.deps.settingsChanged(hallId);
  }

  async #lastOfDays(noted: Position): Promise<Position> {
    const last = await this.deps.store.end([streamPrefixes.hall, streamPrefixes.message]);
    return last < noted ? last : noted;
  }

  /**
   * Where to follow from: after the first event of the oldest hall day that may be open, which is
   * folded here; or after what was noted, when no hall has such a day.
   */
  async #startAfter(noted: Position): Promise<Position> {
    const { settings } = this.deps;
    const oldest = await oldestOpenDay(this.deps, settings.hallIds(), async (hallId) => {
      const clock = (await settings.current(hallId)).settings;
      // A day later than today's: by a clock that was changed meanwhile that one may be in progress.
      const today = daysBefore(businessDayAt(this.deps.clock.now(), clock), -1);
      const since = settings.since(hallId);
      // A day of grace, for the clock that configured the hall may have been another.
      const first = since === null ? null : daysBefore(businessDayAt(since, clock), 2);
      return { today, first };
    });
    // With no day to fold, from where the days ended: what WeChat pushed since may be left undone.
    if (oldest === null) return this.#lastOfDays(noted);
    if (oldest.position > noted) return noted;
    this.#fold(oldest);
    return oldest.position;
  }
}
