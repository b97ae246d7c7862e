import type { Instant, QueueId } from '../../ids.js';
import { queueOf } from '../../settings/settings.js';
import type { HallCommand } from '../commands.js';
import type { TicketCompleted, TicketTransferred } from '../events.js';
import { leastWait } from '../line/least-wait.js';
import { queuesToCome } from '../moving/route.js';
import { inQueue } from '../moving/in-queue.js';
import { windowOfTicket } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { arrivedAt, timesOf } from '../times.js';

/** How a window ends its part of a visit. */
export type Ending = Readonly<{
  why: TicketCompleted['data']['why'];
  outcome?: string | null;
  /** Leaves the rest of the route. @default false */
  end?: boolean;
}>;

/** The queue that a visit goes on to from where it is; null where it is done. */
export const nextOfRoute = (
  hall: RunningHall,
  { route, routeOrder }: Ticket,
  now: Instant,
): QueueId | null => {
  // Nobody begins to wait on a day that is closed.
  if (hall.status === 'closed') return null;
  // Of a queue that was taken away nobody would call it.
  const left = queuesToCome(route).filter((id) => queueOf(hall.settings, id) !== undefined);
  return (routeOrder === 'shortest' ? leastWait(hall, left, now) : left[0]) ?? null;
};

/** The end of a ticket's service: the visit goes on to the next queue of its route, or is complete. */
export const finished = (
  hall: RunningHall,
  command: HallCommand,
  { ticket, why, outcome, end }: Ending & Readonly<{ ticket: Ticket }>,
): readonly (TicketCompleted | TicketTransferred)[] => {
  const windowId = windowOfTicket(ticket);
  if (windowId === null) return [];
  const { ticketId, stay } = ticket;
  const told = outcome === undefined || outcome === null ? {} : { outcome };
  const now = arrivedAt(command);
  const queueId = end === true ? null : nextOfRoute(hall, ticket, now);
  if (queueId === null)
    return [
      {
        type: 'TicketCompleted',
        data: { windowId, ticketId, why, ...told },
        ...timesOf(command),
      },
    ];
  const target = inQueue(hall, ticket, { queueId, now });
  return [
    {
      type: 'TicketTransferred',
      data: { ticketId, fromWindowId: windowId, ...target, stay: stay + 1, why: 'route', ...told },
      ...timesOf(command),
    },
  ];
};
