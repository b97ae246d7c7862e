import pLimit from 'p-limit';
import { isClosingDue } from '../../domain/hall/day/day.js';
import type { HallEvent } from '../../domain/hall/events.js';
import {
  epochMs,
  type BusinessDay,
  type HallId,
  type Instant,
  type TicketId,
} from '../../domain/ids.js';
import type { HallView } from '../../projections/hall-view.js';
import type { HallCommandService } from '../hall/hall-command-service.js';
import { holdChange } from '../hall/holds.js';
import { WindowLines } from '../hall/window-lines.js';
import { serviceInvocation } from '../invocation.js';
import type { LiveHallViews } from '../live/live-halls.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';

const tickMs = 1_000;
/** Halls whose days are kept at a time. */
const hallsAtOnce = 16;
/** Tickets that expire by one append at the closing time. */
const closingLimit = 200;

export type DayKeeperDeps = Readonly<{
  clock: Clock;
  ids: Ids;
  logger: Logger;
  halls: () => readonly HallId[];
  live: LiveHallViews;
  commands: HallCommandService;
  /** Ends the agendas of the days that are over, in its own time. */
  endAgendas: () => void;
}>;

type Hold = Readonly<{ hallId: HallId; until: Instant }>;

/**
 * Does what time alone makes due: ends a hall's day after its local midnight, resumes a ticket at
 * the `until` of its hold, and gives back who waits for a window that has been paused for too long.
 * Every instance does; the first append wins.
 */
export class DayKeeper {
  readonly #today = new Map<HallId, HallView>();
  readonly #ended = new Map<HallId, BusinessDay>();
  readonly #holds = new Map<TicketId, Hold>();
  readonly #windowLines = new WindowLines();
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly deps: DayKeeperDeps) {}

  /** Takes in one event of a hall. */
  fold(hallId: HallId, event: HallEvent): void {
    this.#windowLines.fold(hallId, event);
    const change = holdChange(event);
    if (change === null) return;
    const until = change.held?.until ?? null;
    if (until === null) this.#holds.delete(change.ticketId);
    else this.#holds.set(change.ticketId, { hallId, until });
  }

  /** Looks at every hall, and from then on once a second. */
  async start(): Promise<void> {
    if (this.#stopped) return;
    this.#running = this.tick()
      .catch((error: unknown) => this.deps.logger.warn(errorFields(error), 'day_keeper_retry'))
      .then(() => this.#again());
    await this.#running;
  }

  #again(): void {
    if (!this.#stopped) this.#cancel = this.deps.clock.after(tickMs, () => void this.start());
  }

  /** Stops, after what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  /** Looks once at every hall; one that cannot be kept now is looked at again by the next tick. */
  async tick(): Promise<void> {
    // A hall that had no day for long is looked for in many streams: others do not wait for that.
    const inTurn = pLimit(hallsAtOnce);
    const kept = this.deps
      .halls()
      .map((hallId) =>
        inTurn(() =>
          this.#keepDay(hallId).catch((error: unknown) =>
            this.deps.logger.warn({ hallId, ...errorFields(error) }, 'day_keeper_retry'),
          ),
        ),
      );
    await Promise.all(kept);
    await this.#resumeDue();
    await this.#releaseDue();
    this.deps.endAgendas();
  }

  async #keepDay(hallId: HallId): Promise<void> {
    const { live, commands } = this.deps;
    const before = this.#today.get(hallId);
    const view = live.view(hallId);
    this.#today.set(hallId, view);
    if (before !== undefined && before.businessDay !== view.businessDay)
      live.turnDay(hallId, before);
    await this.#closeOnTime(hallId, view);
    if (this.#ended.get(hallId) === view.businessDay) return;
    await commands.endEarlierDays(hallId);
    this.#ended.set(hallId, view.businessDay);
  }

  /** Closes a day at its closing time, in steps, each of which may be another instance's. */
  async #closeOnTime(hallId: HallId, { hall }: HallView): Promise<void> {
    const { clock, commands, ids } = this.deps;
    if (hall.status === 'unopened' || !isClosingDue(hall, clock.now())) return;
    for (let changed = true; changed && !this.#stopped;) {
      const { body } = await commands.execute({
        hallId,
        command: (at) => ({ type: 'CloseOnTime', at, occurredAt: null, limit: closingLimit }),
        answer: (_, events) => ({ status: 200, body: { changed: events.length > 0 } }),
        invocation: serviceInvocation('day-keeper', ids.uuid()),
      });
      changed = body['changed'] === true;
    }
  }

  async #resumeDue(): Promise<void> {
    const now = epochMs(this.deps.clock.now());
    for (const [ticketId, { hallId, until }] of this.#holds)
      if (epochMs(until) <= now) await this.#resume(hallId, ticketId);
  }

  // What could not be done is found again by the next tick.
  async #releaseDue(): Promise<void> {
    for (const hallId of this.#windowLines.halls())
      await this.#releaseIn(hallId).catch((error: unknown) =>
        this.deps.logger.warn({ hallId, ...errorFields(error) }, 'day_keeper_retry'),
      );
  }

  async #releaseIn(hallId: HallId): Promise<void> {
    const { live, clock, commands, ids } = this.deps;
    const { hall } = live.view(hallId);
    for (const windowId of this.#windowLines.due(hallId, hall, clock.now()))
      await commands.execute({
        hallId,
        command: (at) => ({ type: 'ReleaseWindowLine', at, occurredAt: null, windowId }),
        answer: () => ({ status: 200, body: {} }),
        invocation: serviceInvocation('day-keeper', ids.uuid()),
      });
  }

  async #resume(hallId: HallId, ticketId: TicketId): Promise<void> {
    this.#holds.delete(ticketId);
    await this.deps.commands
      .execute({
        hallId,
        command: (at) => ({ type: 'ResumeDueTicket', at, occurredAt: null, ticketId }),
        answer: () => ({ status: 200, body: {} }),
        invocation: serviceInvocation('day-keeper', this.deps.ids.uuid()),
      })
      .catch((error: unknown) => {
        // The ticket may have ended with its day meanwhile; a store that is down is tried again.
        const isDown =
          error instanceof Error && 'code' in error && error.code === 'store_unavailable';
        if (isDown) this.#holds.set(ticketId, { hallId, until: this.deps.clock.now() });
        else this.deps.logger.info({ ticketId, ...errorFields(error) }, 'resume_not_needed');
      });
  }
}
