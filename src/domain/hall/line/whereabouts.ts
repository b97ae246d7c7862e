import type { Instant, QueueId, TicketId, WindowId } from '../../ids.js';
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

/** Changed apart from their hall, which is copied once when all is where it belongs. */
type Places = Pick<RunningHall, 'queues' | 'windows'>;
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

const changeLine = ({ queues, windows }: Places, ticket: Ticket, change: Change): Places => {
  const {
    queueId,
    standing: { forWindowId },
  } = ticket;
  if (forWindowId !== null) {
    const window = windows.get(forWindowId) ?? newWindow;
    const changed = windowWith(window, { line: change.line(window.line) });
    return { queues, windows: windows.with(forWindowId, changed) };
  }
  const queue = queues.get(queueId) ?? newQueue;
  return { queues: queues.with(queueId, changeQueue(queue, ticket, change)), windows };
};

const changeWindow = (
  { queues, windows }: Places,
  windowId: WindowId,
  ticketId: TicketId | null,
): Places => {
  const window = windows.get(windowId) ?? newWindow;
  return { queues, windows: windows.with(windowId, windowWith(window, { ticketId })) };
};

const without = (places: Places, ticket: Ticket): Places => {
  const { status } = ticket;
  if (status.state === 'waiting') {
    const { place } = ticket.standing;
    return changeLine(places, ticket, {
      line: (line) => orderedMap.remove(line, place),
      fairness: (fairness) => left(fairness, ticket, place),
    });
  }
  return status.state === 'called' || status.state === 'serving'
    ? changeWindow(places, status.windowId, null)
    : places;
};

const withThere = (places: Places, ticket: Ticket): Places => {
  const { status, ticketId } = ticket;
  if (status.state === 'waiting') {
    const { place } = ticket.standing;
    return changeLine(places, ticket, {
      line: (line) => orderedMap.set(line, place, ticketId),
      fairness: (fairness) => entered(fairness, ticket, place),
    });
  }
  return status.state === 'called' || status.state === 'serving'
    ? changeWindow(places, status.windowId, ticketId)
    : places;
};

const withWritten = ({ tickets }: RunningHall, ticket: Ticket): RunningHall['tickets'] =>
  hashMap.set(tickets, ticket.ticketId, ticket);

/** The hall without a ticket in its line, or at its window. */
export const leave = (hall: RunningHall, ticket: Ticket): RunningHall => {
  const { queues, windows } = without(hall, ticket);
  return hallWith(hall, { queues, windows });
};

/** The hall with a ticket that is where it was: only what is written on it has changed. */
export const rewrite = (hall: RunningHall, ticket: Ticket): RunningHall =>
  hallWith(hall, { tickets: withWritten(hall, ticket) });

/** The hall with a ticket taken from where it was before to where it is after. */
export const move = (hall: RunningHall, before: Ticket, after: Ticket): RunningHall => {
  const { queues, windows } = withThere(without(hall, before), after);
  return hallWith(hall, { tickets: withWritten(hall, after), queues, windows });
};

/** The hall with a new ticket in its line. */
export const admit = (hall: RunningHall, ticket: Ticket): RunningHall => {
  const { queues, windows } = withThere(hall, ticket);
  return hallWith(hall, { tickets: withWritten(hall, ticket), queues, windows });
};

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

/** The times of a hall once somebody was sent to a queue's line. */
export const timesAfterEntry = ({ times }: RunningHall, ticket: Ticket): RunningHall['times'] =>
  times.with(ticket.queueId, withEntrant(times.get(ticket.queueId) ?? noTimes, ticket));

/** The hall once a ticket was called for the first time; how often a queue calls others says nothing of it. */
export const timeCall = (hall: RunningHall, ticket: Ticket, at: Instant): RunningHall =>
  ticket.firstCalledAt === null
    ? changeTimes(hall, ticket.queueId, (times) => withCall(times, at))
    : hall;
