import { epochMs, type Instant, type QueueId, type WindowId } from '../../ids.js';
import { queueOf, type WindowSettings } from '../../settings/settings.js';
import { queueLine, ticketAtWindow, ticketInLine, windowLine } from '../queries.js';
import type { RunningHall } from '../state.js';
import { heaviest, spend, type Turns } from '../line/turns.js';
import { entryRate, noTimes, typicalOf, type Typical } from './service-times.js';

// The hall as it would go on if people came as they do now, and no window opened or closed: each window calls as it
// does, whenever it is done with who it has. It goes on only as far as somebody asks, and not beyond
// what anybody could know.

/** Calls that are played at the most; who stands further back goes by the pace of the last ones. */
const mostCalls = 400;
/** How long a window that has nobody to call waits before it looks again. */
const idleMs = 30_000;
/** For how long people are taken to go on coming as they do. */
const comingMs = 45 * 60_000;
/** How long a clerk is away, as far as anybody knows: a meal more often than a moment. */
const typicalPauseMs = 60 * 60_000;
/** What still remains of a service that has taken longer than is typical, as a part of the mean. */
const overdueShare = 0.3;

type Playing = {
  readonly settings: WindowSettings;
  /** A paused one calls again after its pause. */
  readonly isOpen: boolean;
  freeAt: number;
  own: number;
  turns: Turns;
};

type Played = {
  readonly size: number;
  /** How many come in a millisecond. */
  readonly rate: number;
  called: number[];
};

/** One course of the hall from an instant on. */
export class Course {
  readonly #windows: Playing[];
  readonly #queues = new Map<QueueId, Played>();
  readonly #own = new Map<WindowId, number[]>();
  readonly #typical = new Map<QueueId, Typical | null>();
  #calls = 0;

  constructor(
    private readonly hall: RunningHall,
    private readonly startMs: number,
  ) {
    for (const { queueId } of hall.settings.queues) {
      const size = queueLine(hall, queueId).size;
      const times = hall.times.get(queueId) ?? noTimes;
      const rate = entryRate(times, startMs, () => true);
      this.#queues.set(queueId, { size, rate, called: [] });
    }
    this.#windows = hall.settings.windows.flatMap((settings) => this.#playing(settings));
  }

  #playing(settings: WindowSettings): readonly Playing[] {
    const { windowId } = settings;
    const window = this.hall.windows.get(windowId);
    if (window === undefined || window.state === 'closed') return [];
    const { turns, pause } = window;
    const freeAt = this.#remaining(windowId) + (pause === null ? 0 : this.#restOf(pause.since));
    return [{ settings, isOpen: window.state === 'open', freeAt, own: 0, turns }];
  }

  #restOf(pausedSince: Instant): number {
    const passed = this.startMs - epochMs(pausedSince);
    return Math.max(typicalPauseMs - passed, typicalPauseMs * overdueShare);
  }

  /** How long a window still has for its ticket. */
  #remaining(windowId: WindowId): number {
    const ticket = ticketAtWindow(this.hall, windowId);
    if (ticket === undefined || ticket.atWindowSince === null) return 0;
    const { meanMs } = this.typical(ticket.queueId) ?? { meanMs: 0 };
    const passed = this.startMs - epochMs(ticket.atWindowSince);
    return Math.max(meanMs - passed, meanMs * overdueShare);
  }

  /** What is typical of a queue: what it has shown, else what others of the hall have. */
  typical(queueId: QueueId): Typical | null {
    const known = this.#typical.get(queueId);
    if (known !== undefined) return known;
    const found = this.#ownTypical(queueId) ?? this.#typicalOfOthers();
    this.#typical.set(queueId, found);
    return found;
  }

  #ownTypical(queueId: QueueId): Typical | null {
    const times = this.hall.times.get(queueId) ?? noTimes;
    return typicalOf(times, queueOf(this.hall.settings, queueId)?.serviceSeconds ?? null);
  }

  #typicalOfOthers(): Typical | null {
    const all = this.hall.settings.queues
      .map(({ queueId }) => this.#ownTypical(queueId))
      .filter((one) => one !== null);
    if (all.length === 0) return null;
    return { ...all.reduce((a, b) => (a.known >= b.known ? a : b)), known: 0 };
  }

  /** How many windows call from a queue. */
  servers(queueId: QueueId): number {
    return this.#windows.filter(
      ({ isOpen, settings }) => isOpen && settings.queueIds.includes(queueId),
    ).length;
  }

  /** Whether a window of a queue is away, nobody knows for how long. */
  isShortOfWindows(queueId: QueueId): boolean {
    return this.#windows.some(
      ({ isOpen, settings }) => !isOpen && settings.queueIds.includes(queueId),
    );
  }

  /** In how many milliseconds the one with so many ahead is called; null where no window calls it. */
  calledAfter(queueId: QueueId, ahead: number): number | null {
    if (this.servers(queueId) === 0) return null;
    const queue = this.#queues.get(queueId);
    if (queue === undefined) return null;
    while (queue.called.length <= ahead && this.#step());
    return queue.called[ahead] ?? this.#beyond(queueId, ahead);
  }

  /** The same of one who waits for a window alone. */
  calledAtWindow(windowId: WindowId, ahead: number): number | null {
    if (!this.#windows.some((one) => one.isOpen && one.settings.windowId === windowId)) return null;
    const called = this.#calledBy(windowId);
    while (called.length <= ahead && this.#step());
    return called[ahead] ?? null;
  }

  #calledBy(windowId: WindowId): number[] {
    const called = this.#own.get(windowId) ?? [];
    this.#own.set(windowId, called);
    return called;
  }

  /** Further back than is played: at the pace of the second half of what was. */
  #beyond(queueId: QueueId, ahead: number): number | null {
    const called = this.#queues.get(queueId)?.called ?? [];
    const last = called.at(-1);
    const { meanMs } = this.typical(queueId) ?? { meanMs: 0 };
    if (last === undefined) return (meanMs * (ahead + 1)) / this.servers(queueId);
    const half = Math.floor(called.length / 2);
    const middle = called[half] ?? 0;
    const interval =
      called.length - 1 > half ? (last - middle) / (called.length - 1 - half) : meanMs;
    return last + interval * (ahead + 1 - called.length);
  }

  /** Plays the next call; false where nobody is left to call, or nobody looks further. */
  #step(): boolean {
    if (this.#calls >= mostCalls) return false;
    const window = this.#windows.reduce<Playing | null>(
      (first, one) => (first === null || one.freeAt < first.freeAt ? one : first),
      null,
    );
    if (window === null || window.freeAt === Infinity) return false;
    this.#calls += 1;
    this.#call(window);
    return true;
  }

  #call(window: Playing): void {
    const { windowId } = window.settings;
    if (window.own < windowLine(this.hall, windowId).size) {
      const ticket = ticketInLine(this.hall, windowLine(this.hall, windowId), window.own);
      this.#calledBy(windowId).push(window.freeAt);
      window.own += 1;
      window.freeAt += ticket === undefined ? 0 : (this.typical(ticket.queueId)?.meanMs ?? 0);
      return;
    }
    const queueId = this.#pick(window);
    if (queueId === undefined) {
      this.#callVisitors(window);
      // Somebody may come before anybody looks further; else it has nothing left to do.
      const idle = window.freeAt + idleMs;
      window.freeAt = idle < comingMs ? idle : Infinity;
      return;
    }
    this.#queues.get(queueId)?.called.push(window.freeAt);
    window.freeAt += this.typical(queueId)?.meanMs ?? 0;
  }

  /** A window with nobody to call would call whoever came to its queues now, and no one before. */
  #callVisitors({ settings, freeAt }: Playing): void {
    for (const queueId of settings.queueIds) {
      const queue = this.#queues.get(queueId);
      if (queue !== undefined && queue.called.length === queue.size) queue.called.push(freeAt);
    }
  }

  /** Whether somebody waits in a queue at a time of the course, who is there or will have come. */
  #hasLeft(queueId: QueueId, afterMs: number): boolean {
    const queue = this.#queues.get(queueId);
    if (queue === undefined) return false;
    const come = Math.floor(queue.rate * Math.min(afterMs, comingMs));
    return queue.called.length < queue.size + come;
  }

  #pick(window: Playing): QueueId | undefined {
    const waiting = window.settings.queueIds.filter((queueId) =>
      this.#hasLeft(queueId, window.freeAt),
    );
    const overdue = this.#longest(waiting, window.freeAt, (queueId) => {
      const limit = queueOf(this.hall.settings, queueId)?.maxWaitSeconds ?? null;
      return limit === null ? null : limit * 1000;
    });
    if (overdue !== undefined) return overdue;
    if (window.settings.pick === 'longest_wait')
      return this.#longest(waiting, window.freeAt, () => -1);
    if (window.settings.pick !== 'shares') return waiting[0];
    const queueId = heaviest(window.settings, window.turns, waiting);
    if (queueId !== undefined)
      window.turns = spend(window.settings, { turns: window.turns, waiting, queueId });
    return queueId;
  }

  /** The queue whose front has waited longest beyond a limit. */
  #longest(
    waiting: readonly QueueId[],
    afterMs: number,
    limitOf: (queueId: QueueId) => number | null,
  ): QueueId | undefined {
    let best: Readonly<{ queueId: QueueId; over: number }> | undefined;
    for (const queueId of waiting) {
      const limit = limitOf(queueId);
      if (limit === null) continue;
      const index = this.#queues.get(queueId)?.called.length ?? 0;
      const front = ticketInLine(this.hall, queueLine(this.hall, queueId), index);
      const entered = front === undefined ? this.startMs : epochMs(front.enteredAt);
      const over = this.startMs + afterMs - entered - limit;
      if (over > 0 && (best === undefined || over > best.over)) best = { queueId, over };
    }
    return best?.queueId;
  }
}
