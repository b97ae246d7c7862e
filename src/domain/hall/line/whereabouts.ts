import type { Instant, QueueId } from '../../ids.js';
import * as hashMap from '../../hash-map.js';
import * as orderedMap from '../../ordered-map.js';
import { hallWith, queueWith, ticketWith, windowWith } from '../copies.js';
import { calledInTurn, entered, left, unshared, type Fairness } from './fairness.js';
import { noTimes, withCall, withEntrant, withService } from '../estimate/service-times.js';
import { isStoodBack } from './place.js';
import type {
  QueueState,
  QueueTimes,
  RunningHall,
  Standing,
  Ticket,
  WaitingLine,
  WindowState,
} from '../state.js';

// A ticket is in one line, at one window, or aside; the lines and windows are changed here only,
// together with the ticket, so that they cannot disagree.

/** A queue that nobody has taken a number of. */
export const newQueue: QueueState = {
  paused: false,
  line: orderedMap.empty(),
  regime: 0,
  stoodBack: orderedMap.empty(),
  fairness: unshared,
};
/** A window as the day begins: closed. */
export const newWindow: WindowState = {
  state: 'closed',
  ticketId: null,
  line: orderedMap.empty(),
  pause: null,
  clerk: null,
  turns: new Map(),
};

/** The ticket, waiting where it stands now. */
export const waitingAt = (ticket: Ticket, standing: Standing): Ticket =>
  ticketWith(ticket, {
    standing,
    queuePlace: standing.forWindowId === null ? standing.place : ticket.queuePlace,
    status: { state: 'waiting', standing },
  });

type Change = Readonly<{
  line: (line: WaitingLine) => WaitingLine;
  fairness: (fairness: Fairness) => Fairness;
}>;

const changeQueue = (
  queue: QueueState,
  { standing: { place } }: Ticket,
  change: Change,
): QueueState =>
  queueWith(queue, {
    line: change.line(queue.line),
    stoodBack: isStoodBack(place) ? change.line(queue.stoodBack) : queue.stoodBack,
    fairness: change.fairness(queue.fairness),
  });

const changeLine = (hall: RunningHall, ticket: Ticket, change: Change): RunningHall => {
  const {
    queueId,
    standing: { forWindowId },
  } = ticket;
  if (forWindowId !== null) {
    const window = hall.windows.get(forWindowId) ?? newWindow;
    const changed = windowWith(window, { line: change.line(window.line) });
    return hallWith(hall, { windows: hall.windows.with(forWindowId, changed) });
  }
  const queue = hall.queues.get(queueId) ?? newQueue;
  const changed = changeQueue(queue, ticket, change);
  return hallWith(hall, { queues: hall.queues.with(queueId, changed) });
};

/** The hall without a ticket in its line, or at its window. */
export const leave = (hall: RunningHall, ticket: Ticket): RunningHall => {
  const { status } = ticket;
  if (status.state === 'waiting') {
    const { place } = ticket.standing;
    return changeLine(hall, ticket, {
      line: (line) => orderedMap.remove(line, place),
      fairness: (fairness) => left(fairness, ticket, place),
    });
  }
  if (status.state !== 'called' && status.state !== 'serving') return hall;
  const window = hall.windows.get(status.windowId) ?? newWindow;
  const freed = windowWith(window, { ticketId: null });
  return hallWith(hall, { windows: hall.windows.with(status.windowId, freed) });
};

const enter = (hall: RunningHall, ticket: Ticket): RunningHall => {
  const { status, ticketId } = ticket;
  if (status.state === 'waiting') {
    const { place } = ticket.standing;
    return changeLine(hall, ticket, {
      line: (line) => orderedMap.set(line, place, ticketId),
      fairness: (fairness) => entered(fairness, ticket, place),
    });
  }
  if (status.state !== 'called' && status.state !== 'serving') return hall;
  const window = hall.windows.get(status.windowId) ?? newWindow;
  const taken = windowWith(window, { ticketId });
  return hallWith(hall, { windows: hall.windows.with(status.windowId, taken) });
};

/** The hall with a ticket that is where it was: only what is written on it has changed. */
export const rewrite = (hall: RunningHall, ticket: Ticket): RunningHall =>
  hallWith(hall, { tickets: hashMap.set(hall.tickets, ticket.ticketId, ticket) });

/** The hall with a ticket taken from where it was before to where it is after. */
export const move = (hall: RunningHall, before: Ticket, after: Ticket): RunningHall =>
  rewrite(enter(leave(hall, before), after), after);

/** The hall with a new ticket in its line. */
export const admit = (hall: RunningHall, ticket: Ticket): RunningHall =>
  rewrite(enter(hall, ticket), ticket);

/** The hall once somebody was called in turn from their queue's line: its shares go on. */
export const countCall = (hall: RunningHall, ticket: Ticket): RunningHall => {
  const queue = hall.queues.get(ticket.queueId) ?? newQueue;
  const fairness = calledInTurn(queue.fairness, ticket, ticket.standing.place);
  return fairness === queue.fairness
    ? hall
    : hallWith(hall, {
        queues: hall.queues.with(ticket.queueId, queueWith(queue, { fairness })),
      });
};

const changeTimes = (
  hall: RunningHall,
  queueId: QueueId,
  change: (times: QueueTimes) => QueueTimes,
): RunningHall => {
  const before = hall.times.get(queueId) ?? noTimes;
  const times = change(before);
  return times === before ? hall : hallWith(hall, { times: hall.times.with(queueId, times) });
};

/** The hall once it has shown how long a window had for a ticket. */
export const timeService = (hall: RunningHall, ticket: Ticket, until: Instant): RunningHall => {
  const since = ticket.atWindowSince;
  if (since === null) return hall;
  return changeTimes(hall, ticket.queueId, (times) => withService(times, { since, until }));
};

/** The hall once somebody was sent to a queue's line. */
export const timeEntry = (hall: RunningHall, ticket: Ticket): RunningHall =>
  changeTimes(hall, ticket.queueId, (times) => withEntrant(times, ticket));

/** The hall once a ticket was called for the first time; how often a queue calls others says nothing of it. */
export const timeCall = (hall: RunningHall, ticket: Ticket, at: Instant): RunningHall =>
  ticket.firstCalledAt === null
    ? changeTimes(hall, ticket.queueId, (times) => withCall(times, at))
    : hall;
