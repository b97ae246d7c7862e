import type { HallEvent } from '../../domain/hall/events.js';
import { evolve } from '../../domain/hall/evolve.js';
import { waitingForWindow } from '../../domain/hall/queries.js';
import { unopenedHall, type HallState } from '../../domain/hall/state.js';
import { happenedAt } from '../../domain/hall/times.js';
import {
  epochMs,
  type Instant,
  type QueueId,
  type TicketId,
  type WindowId,
} from '../../domain/ids.js';
import type { Priority } from '../../domain/settings/priorities.js';

/** One stretch of a visit in a line, and what came of it. Times are the sources' own. */
export type StayFact = Readonly<{
  queueId: QueueId;
  windowId: WindowId | null;
  clerkId: string | null;
  enteredAt: Instant;
  /** Its first call: a recall or a return overwrites nothing. */
  calledAt: Instant | null;
  /** From the last call to the start, where the window says when it starts. */
  wayMs: number | null;
  /** From the start, else the last call, to the end; null where nobody ended it. */
  serviceMs: number | null;
  recalls: number;
  given: boolean;
}>;

/** One ticket's visit. */
export type VisitFact = Readonly<{
  queueId: QueueId;
  priority: Priority;
  issuedAt: Instant;
  calledAt: Instant | null;
  /** How it ended; null while it has not. What the day's end closed is `expired`. */
  end: 'completed' | 'no_show' | 'cancelled' | 'expired' | null;
  endedAt: Instant | null;
  rating: number | null;
  stays: readonly StayFact[];
}>;

/** What a clerk did beside serving, in milliseconds. */
export type ClerkFact = Readonly<{ idleMs: number; idleWhileWaitingMs: number; breakMs: number }>;

export type DayFacts = Readonly<{
  visits: readonly VisitFact[];
  clerks: ReadonlyMap<string, ClerkFact>;
}>;

type Stay = { -readonly [Field in keyof StayFact]: StayFact[Field] } & {
  lastCall: number | null;
  startedAt: number | null;
};
type Visit = Omit<{ -readonly [Field in keyof VisitFact]: VisitFact[Field] }, 'stays'> & {
  stays: Stay[];
};
type Clerk = { -readonly [Field in keyof ClerkFact]: ClerkFact[Field] };

/** Folds a day into what reports are made of. */
class Facts {
  #hall: HallState = unopenedHall;
  #last: number | null = null;
  readonly visits = new Map<TicketId, Visit>();
  readonly clerks = new Map<string, Clerk>();

  fold(event: HallEvent): void {
    this.#passTime(epochMs(event.at));
    this.#hall = evolve(this.#hall, event);
    this.#fold(event);
  }

  /** What clerks did until now: they are looked at by the service's own clock, as their windows are. */
  #passTime(now: number): void {
    const passed = this.#last === null ? 0 : Math.max(0, now - this.#last);
    this.#last = now;
    const hall = this.#hall;
    if (hall.status !== 'open' || passed === 0) return;
    for (const [windowId, { clerk, state, ticketId }] of hall.windows) {
      if (clerk === null) continue;
      const fact = this.#clerk(clerk.clerkId);
      if (state === 'paused') fact.breakMs += passed;
      if (state !== 'open' || ticketId !== null) continue;
      fact.idleMs += passed;
      if (waitingForWindow(hall, windowId) > 0) fact.idleWhileWaitingMs += passed;
    }
  }

  #clerk(clerkId: string): Clerk {
    const known = this.clerks.get(clerkId);
    if (known !== undefined) return known;
    const made = { idleMs: 0, idleWhileWaitingMs: 0, breakMs: 0 };
    this.clerks.set(clerkId, made);
    return made;
  }

  #fold(event: HallEvent): void {
    if (event.type === 'TicketIssued') return this.#issued(event);
    if (!('ticketId' in event.data)) return;
    const visit = this.visits.get(event.data.ticketId);
    const stay = visit?.stays.at(-1);
    if (visit !== undefined && stay !== undefined) this.#onVisit(visit, stay, event);
  }

  #issued(event: Extract<HallEvent, { type: 'TicketIssued' }>): void {
    const { ticketId, queueId, priority } = event.data;
    const issuedAt = happenedAt(event);
    const stays = [newStay(queueId, issuedAt)];
    const visit = {
      queueId,
      priority,
      issuedAt,
      calledAt: null,
      end: null,
      endedAt: null,
      rating: null,
      stays,
    };
    if (!this.visits.has(ticketId)) this.visits.set(ticketId, visit);
  }

  #onVisit(visit: Visit, stay: Stay, event: HallEvent): void {
    const at = happenedAt(event);
    switch (event.type) {
      case 'WindowCalled':
        return this.#called(visit, stay, event);
      case 'TicketRecalled':
        stay.recalls += 1;
        stay.lastCall = epochMs(at);
        return;
      case 'ServiceStarted':
        stay.startedAt = epochMs(at);
        if (stay.lastCall !== null) stay.wayMs = Math.max(0, epochMs(at) - stay.lastCall);
        return;
      case 'TicketCompleted':
        visit.end = 'completed';
        visit.endedAt = at;
        return served(stay, at);
      case 'TicketTransferred':
        served(stay, at);
        visit.stays.push(newStay(event.data.toQueueId, at));
        return;
      default:
        return ended(visit, event, at);
    }
  }

  #called(visit: Visit, stay: Stay, event: Extract<HallEvent, { type: 'WindowCalled' }>): void {
    const at = happenedAt(event);
    const { windowId, how } = event.data;
    visit.calledAt ??= at;
    visit.end = null;
    visit.endedAt = null;
    if (stay.calledAt === null) {
      stay.calledAt = at;
      stay.windowId = windowId;
      stay.clerkId = clerkAt(this.#hall, windowId);
    }
    stay.given ||= how === 'given' && event.data.reason !== 'reported';
    stay.lastCall = epochMs(at);
    stay.startedAt = null;
  }

  facts(): DayFacts {
    return { visits: [...this.visits.values()], clerks: this.clerks };
  }
}

const newStay = (queueId: QueueId, enteredAt: Instant): Stay => ({
  queueId,
  windowId: null,
  clerkId: null,
  enteredAt,
  calledAt: null,
  wayMs: null,
  serviceMs: null,
  recalls: 0,
  given: false,
  lastCall: null,
  startedAt: null,
});

const clerkAt = (hall: HallState, windowId: WindowId): string | null =>
  hall.status === 'unopened' ? null : (hall.windows.get(windowId)?.clerk?.clerkId ?? null);

const served = (stay: Stay, at: Instant): void => {
  const since = stay.startedAt ?? stay.lastCall;
  if (since !== null) stay.serviceMs = Math.max(0, epochMs(at) - since);
};

const ended = (visit: Visit, event: HallEvent, at: Instant): void => {
  switch (event.type) {
    case 'TicketNoShow':
      visit.end = 'no_show';
      visit.endedAt = at;
      return;
    case 'TicketCancelled':
      visit.end = 'cancelled';
      visit.endedAt = at;
      return;
    case 'TicketExpired':
      visit.end = 'expired';
      visit.endedAt = at;
      return;
    case 'TicketReturned':
      visit.end = null;
      visit.endedAt = null;
      visit.stays.push(newStay(event.data.queueId, at));
      return;
    case 'TicketRated':
      visit.rating = event.data.score;
      return;
    default:
  }
};

/** What the events of one hall's day are, for reports. */
export const dayFacts = (events: Iterable<HallEvent>): DayFacts => {
  const facts = new Facts();
  for (const event of events) facts.fold(event);
  return facts.facts();
};
