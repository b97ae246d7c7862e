import type { BusinessDay, HallId, MessageId, SubscriberId, TicketId } from '../../domain/ids.js';
import type { MessageDecision, MessageEvent } from '../../domain/message/events.js';
import type { HallEvent } from '../../domain/hall/events.js';
import { ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall } from '../../domain/hall/state.js';
import {
  hallStream,
  parseHallStream,
  parseMessageStream,
  streamPrefixes,
} from '../../domain/streams.js';
import { dayInProgress, daysBefore } from '../../domain/calendar/business-day.js';
import { emptyView, type HallView } from '../../projections/hall-view.js';
import { AppError } from '../errors.js';
import { readHallEvent, readMessageEvent } from '../events/codec.js';
import type { Clock } from '../ports/clock.js';
import { logStart, type Position, type RecordedEvent } from '../ports/event-store.js';
import type {
  HallChange,
  LiveHalls,
  LogListener,
  TicketLocation,
  TicketMessage,
} from '../ports/inbound/live.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { Metrics } from '../ports/metrics.js';
import { tracedBy } from '../ports/tracer.js';
import type { HallSettings } from '../../domain/settings/settings.js';
import { FoldWaiters } from './fold-waiters.js';
import { HallDay } from './hall-day.js';
import { Listeners } from './listeners.js';
import { LiveMessages, type LiveMessage } from './live-messages.js';

/** What one event of the log meant to the live views. */
export type LiveFold =
  | Readonly<{
      kind: 'hall';
      hallId: HallId;
      businessDay: BusinessDay;
      event: HallEvent;
      correlationId: string;
      /** The span in which the event was written. */
      traceparent?: string;
      decisions: readonly MessageDecision[];
    }>
  | Readonly<{ kind: 'message'; id: MessageId; event: MessageEvent; message: LiveMessage }>
  | null;

export type LiveHallsDeps = Readonly<{
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  settingsOf: (hallId: HallId) => HallSettings | null;
  /** Waits until the log's end as of now is folded; false when that takes longer than `timeoutMs`. */
  catchUp: (timeoutMs: number) => Promise<boolean>;
}>;

const lookAgainMs = 2_000;
/** How long a command's answer waits for the views to have it. */
const showPatienceMs = 250;

/** The open days of every hall, folded from the log one event at a time. */
export class LiveHallViews implements LiveHalls {
  readonly messages = new LiveMessages();
  readonly #days = new Map<string, HallDay>();
  /** The latest day of each hall that has begun. */
  readonly #begun = new Map<HallId, RunningHall>();
  readonly #tickets = new Map<TicketId, HallDay>();
  readonly #watchers: Listeners<HallId, [HallChange]>;
  readonly #messageWatchers: Listeners<TicketId, Parameters<LogListener>>;
  readonly #personWatchers: Listeners<SubscriberId, Parameters<LogListener>>;
  readonly #waiters: FoldWaiters;
  #position: Position = logStart;
  #isLive = false;

  constructor(private readonly deps: LiveHallsDeps) {
    this.#waiters = new FoldWaiters(deps.clock, showPatienceMs);
    const failed = (error: unknown): void =>
      deps.logger.error(errorFields(error), 'listener_failed');
    this.#watchers = new Listeners(failed);
    this.#messageWatchers = new Listeners(failed);
    this.#personWatchers = new Listeners(failed);
  }

  /** The log's past is folded: from now on what is appended is folded within moments. */
  goLive(): void {
    this.#isLive = true;
  }

  /** Folds one event of the log and tells whoever watches. */
  fold(recorded: RecordedEvent): LiveFold {
    this.#position = recorded.position;
    if (recorded.stream.startsWith(streamPrefixes.hall)) return this.#foldHall(recorded);
    if (recorded.stream.startsWith(streamPrefixes.message)) return this.#foldMessage(recorded);
    return null;
  }

  #foldHall(recorded: RecordedEvent): LiveFold {
    const parsed = parseHallStream(recorded.stream);
    if (parsed === null) return null;
    const read = readHallEvent(recorded);
    if (!read.ok) return this.#skip(recorded, read.reason, read.detail);
    const { event } = read;
    let day = this.#days.get(recorded.stream);
    if (day === undefined) {
      const settings =
        event.type === 'HallOpened' ? event.data.settings : this.deps.settingsOf(parsed.hallId);
      if (settings === null) return this.#skip(recorded, 'invalid', 'hall not known');
      day = new HallDay(emptyView(parsed.hallId, parsed.businessDay, settings));
      this.#days.set(recorded.stream, day);
    }
    if (recorded.revision <= day.revision) return null;
    const { stream, revision, eventId, position } = recorded;
    const { change, decisions } = day.apply({ event, stream, revision, eventId }, position);
    const { hall } = change.after;
    if (event.type === 'HallOpened' && hall.status !== 'unopened') this.#began(parsed.hallId, hall);
    if (event.type === 'TicketIssued') this.#tickets.set(event.data.ticketId, day);
    this.#waiters.folded(stream, revision);
    this.#watchers.tell(parsed.hallId, change);
    return {
      kind: 'hall',
      ...parsed,
      event,
      correlationId: read.metadata.$correlationId,
      ...tracedBy(read.metadata),
      decisions,
    };
  }

  #began(hallId: HallId, hall: RunningHall): void {
    const latest = this.#begun.get(hallId);
    if (latest === undefined || latest.businessDay < hall.businessDay)
      this.#begun.set(hallId, hall);
  }

  #foldMessage(recorded: RecordedEvent): LiveFold {
    const id = parseMessageStream(recorded.stream);
    if (id === null) return null;
    const read = readMessageEvent(recorded);
    if (!read.ok) return this.#skip(recorded, read.reason, read.detail);
    const message = this.messages.apply(id, read.event, {
      revision: recorded.revision,
      correlationId: read.metadata.$correlationId,
    });
    if (message === null) return null;
    const { ticketId } = message.state.decision;
    this.#messageWatchers.tell(ticketId, recorded.position, read.event.at, read.event.type);
    return { kind: 'message', id, event: read.event, message };
  }

  #skip({ stream, revision, position }: RecordedEvent, reason: string, detail: string): null {
    this.deps.metrics.count('unreadable_events_total', { reader: 'live', reason });
    this.deps.logger.warn({ stream, revision, position, reason, detail }, 'event_skipped');
    return null;
  }

  /** A person's own standing, such as their grants, has changed by an event of no hall or message. */
  personChanged(subscriberId: SubscriberId, ...change: Parameters<LogListener>): void {
    this.#personWatchers.tell(subscriberId, ...change);
  }

  position(): Position {
    return this.#position;
  }

  /** Resolves when a hall stream is folded up to a revision, or after a moment all the same. */
  shown(stream: string, revision: number): Promise<void> {
    const isShown = (): boolean => (this.#days.get(stream)?.revision ?? -1) >= revision;
    if (!this.#isLive || isShown()) return Promise.resolve();
    return this.#waiters.wait(stream, revision);
  }

  view(hallId: HallId): HallView {
    const settings = this.deps.settingsOf(hallId);
    if (settings === null) throw new AppError('unknown_hall', `there is no hall ${hallId}`);
    const day = dayInProgress(this.deps.clock.now(), settings, this.#begun.get(hallId) ?? null);
    return this.#days.get(hallStream(hallId, day))?.view ?? emptyView(hallId, day, settings);
  }

  /** The view of any day that is in memory. */
  viewOf(hallId: HallId, day: BusinessDay): HallView | null {
    return this.#days.get(hallStream(hallId, day))?.view ?? null;
  }

  /** The views of all days in memory. */
  views(): readonly HallView[] {
    return [...this.#days.values()].map((day) => day.view);
  }

  changesAfter(hallId: HallId, position: Position): readonly HallChange[] | null {
    const { businessDay } = this.view(hallId);
    const day = this.#days.get(hallStream(hallId, businessDay));
    if (position > this.#position) return null;
    return day === undefined ? [] : day.changesAfter(position);
  }

  watch(hallId: HallId, listener: (change: HallChange) => void): () => void {
    return this.#watchers.add(hallId, listener);
  }

  watchMessages(ticketId: TicketId, listener: LogListener): () => void {
    return this.#messageWatchers.add(ticketId, listener);
  }

  watchPerson(subscriberId: SubscriberId, listener: LogListener): () => void {
    return this.#personWatchers.add(subscriberId, listener);
  }

  async locate(ticketId: TicketId): Promise<TicketLocation | null> {
    const found = this.#locateNow(ticketId);
    if (found !== null) return found;
    await this.caughtUp();
    return this.#locateNow(ticketId);
  }

  async caughtUp(): Promise<void> {
    await this.deps.catchUp(lookAgainMs);
  }

  #locateNow(ticketId: TicketId): TicketLocation | null {
    const view = this.#tickets.get(ticketId)?.view;
    if (view === undefined || view.hall.status === 'unopened') return null;
    const ticket = ticketOf(view.hall, ticketId);
    const { hallId, businessDay } = view;
    return ticket === undefined ? null : { hallId, businessDay, view, ticket };
  }

  messagesOf(ticketId: TicketId): readonly TicketMessage[] {
    return this.messages.ofTicket(ticketId).map(({ state, at }) => ({
      kind: state.decision.kind,
      stay: state.decision.stay,
      status: state.status,
      at,
    }));
  }

  /** The local day of a hall has turned: its readers get the new, empty day; days long over are let go. */
  turnDay(hallId: HallId, before: HallView): void {
    const after = this.view(hallId);
    const at = this.deps.clock.now();
    this.#watchers.tell(hallId, { position: this.#position, type: 'day', at, before, after });
    const oldest = daysBefore(after.businessDay, 1);
    for (const [stream, day] of this.#days)
      if (day.view.hallId === hallId && day.view.businessDay < oldest) this.#days.delete(stream);
    for (const [id, day] of this.#tickets)
      if (day.view.hallId === hallId && day.view.businessDay < oldest) this.#tickets.delete(id);
    this.messages.forget(
      ({ state }) => state.decision.hallId === hallId && state.decision.businessDay < oldest,
    );
  }
}
