import { isDeepStrictEqual } from 'node:util';
import {
  aheadOf,
  isEnded,
  lineOf,
  ticketsByIssue,
  windowOfTicket,
} from '../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../src/domain/hall/state.js';
import * as orderedMap from '../src/domain/ordered-map.js';

/** What is wrong with a day: counted one by one, and against the day as it was folded live. */
export const brokenIn = (again: HallState, live: HallState): readonly string[] => {
  if (again.status === 'unopened' || live.status === 'unopened') return ['the day did not open'];
  const all = [...ticketsByIssue(again)];
  return [
    ...(isDeepStrictEqual(plain(again), plain(live))
      ? []
      : ['the replay differs from the live day']),
    ...numbersGivenTwice(all),
    ...all.flatMap((ticket) => misplaced(again, ticket)),
    ...wrongRanks(again, all),
    ...quotasExceeded(again, all),
  ];
};

// Two trees may hold the same and be balanced otherwise.
const plain = (hall: RunningHall) => ({
  tickets: [...ticketsByIssue(hall)],
  lines: [...hall.queues].map(([id, { line }]) => [id, [...orderedMap.entries(line)]]),
  windows: [...hall.windows].map(([id, { line, ...rest }]) => [
    id,
    rest,
    [...orderedMap.entries(line)],
  ]),
});

const numbersGivenTwice = (all: readonly Ticket[]): readonly string[] => {
  const seen = new Set<string>();
  return all.flatMap(({ number }) =>
    seen.size === seen.add(number).size ? [`${number} twice`] : [],
  );
};

/** A ticket is at the one place that its state says. */
const misplaced = (hall: RunningHall, ticket: Ticket): readonly string[] => {
  const { ticketId, number, status } = ticket;
  const windows = [...hall.windows.values()].filter(
    (window) => window.ticketId === ticketId,
  ).length;
  const isWaiting = orderedMap.get(lineOf(hall, ticket), ticket.standing.place) === ticketId;
  const isRight =
    windows === (windowOfTicket(ticket) === null ? 0 : 1) &&
    isWaiting === (status.state === 'waiting') &&
    !(isEnded(ticket) && (windows > 0 || isWaiting));
  return isRight
    ? []
    : [`${number} is ${status.state}, at ${windows} windows, waiting: ${isWaiting}`];
};

const wrongRanks = (hall: RunningHall, all: readonly Ticket[]): readonly string[] => {
  const waiting = all.filter(({ status }) => status.state === 'waiting');
  return waiting.flatMap((ticket) => {
    const line = lineOf(hall, ticket);
    const before = waiting.filter(
      (other) => lineOf(hall, other) === line && other.standing.place < ticket.standing.place,
    ).length;
    return aheadOf(hall, ticket) === before ? [] : [`${ticket.number}: ${before} are ahead`];
  });
};

const quotasExceeded = (hall: RunningHall, all: readonly Ticket[]): readonly string[] =>
  hall.settings.queues.flatMap(({ queueId, quota }) => {
    const given = all.filter(
      ({ issuedIn, status, firstCalledAt }) =>
        issuedIn === queueId && !(status.state === 'cancelled' && firstCalledAt === null),
    ).length;
    // 加号 passes the quota, which the script asks for once in a hundred times.
    const limit = quota.day === null ? Infinity : quota.day * 1.02;
    return given > limit ? [`${queueId}: ${given} numbers, ${quota.day ?? 0} allowed`] : [];
  });
