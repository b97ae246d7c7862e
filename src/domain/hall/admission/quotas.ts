import type { Span } from '../../calendar/hours.js';
import { apartAtTurn, partOfDay } from '../../calendar/business-day.js';
import type { Instant, QueueId } from '../../ids.js';
import * as orderedMap from '../../ordered-map.js';
import type { HallSettings, QueueSettings, QuotaSlot } from '../../settings/settings.js';
import type { HallRefusal } from '../commands.js';
import { hallWith } from '../copies.js';
import { ticketsByIssue } from '../queries.js';
import type { Counted, RunningHall, Ticket } from '../state.js';

// Counted is who took a number, less who gave it up before a call. They are kept by queue and in the
// order of their issue, so that those of any part of the day are counted by two ranks, whatever the
// slots are by then.

type CountedTicket = Pick<Ticket, 'queueId' | 'issuedAt' | 'ticketId'>;

/** The id tells apart those of one instant; no queue's id has a space in it. */
const keyOf = ({ queueId, issuedAt, ticketId }: CountedTicket): string =>
  `${queueId} ${issuedAt} ${ticketId}`;

/** Whether a hall has a quota at all: only then are its tickets counted. */
const hasQuotas = ({ queues }: HallSettings): boolean =>
  queues.some(({ quota }) => quota.day !== null || quota.slots.length > 0);

const withKey = (counted: Counted, ticket: CountedTicket): Counted =>
  orderedMap.set(counted, keyOf(ticket), true);

/** The hall once a ticket counts towards its queue's quotas. */
export const withCounted = (hall: RunningHall, ticket: CountedTicket): RunningHall =>
  hasQuotas(hall.settings) ? hallWith(hall, { counted: withKey(hall.counted, ticket) }) : hall;

/** The tickets that count once newer settings are in force: of a hall that had no quota, all of the day. */
export const countedUnder = (hall: RunningHall, settings: HallSettings): Counted => {
  if (hasQuotas(hall.settings) || !hasQuotas(settings)) return hall.counted;
  let counted: Counted = orderedMap.empty();
  for (const ticket of ticketsByIssue(hall))
    if (ticket.status.state !== 'cancelled' || ticket.firstCalledAt !== null)
      counted = withKey(counted, { ...ticket, queueId: ticket.issuedIn });
  return counted;
};

/** The hall once a ticket counts no longer. */
export const withoutCounted = (hall: RunningHall, ticket: CountedTicket): RunningHall =>
  hallWith(hall, { counted: orderedMap.remove(hall.counted, keyOf(ticket)) });

/** When in the business day a slot is; where the day begins within it, at both its ends. */
const spansOf = ({ zone, businessDay }: RunningHall, slot: QuotaSlot): readonly Span[] =>
  apartAtTurn(slot, zone).map((part) => partOfDay(businessDay, part, zone));

/** How many of a queue's tickets were issued in a part of the day and count. */
const countedIn = ({ counted }: RunningHall, queueId: QueueId, { from, to }: Span): number =>
  orderedMap.rank(counted, `${queueId} ${to}`) - orderedMap.rank(counted, `${queueId} ${from}`);

const isFull = (hall: RunningHall, queueId: QueueId, slot: QuotaSlot): boolean => {
  const counts = spansOf(hall, slot).map((span) => countedIn(hall, queueId, span));
  return counts.reduce((sum, count) => sum + count, 0) >= slot.tickets;
};

/** How many of a queue's tickets count today. */
const countedToday = ({ counted }: RunningHall, queueId: QueueId): number =>
  // '!' comes right behind the space.
  orderedMap.rank(counted, `${queueId}!`) - orderedMap.rank(counted, `${queueId} `);

/** The next slot of today that has room. */
const nextRoom = (hall: RunningHall, queue: QueueSettings, at: Instant): Span | null => {
  const free = queue.quota.slots
    .filter((slot) => !isFull(hall, queue.queueId, slot))
    .flatMap((slot) => spansOf(hall, slot))
    .filter(({ from }) => from > at)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return free[0] ?? null;
};

/** Why a queue has no number left at this time, or undefined. */
export const whyFull = (
  hall: RunningHall,
  queue: QueueSettings,
  at: Instant,
): HallRefusal | undefined => {
  const { queueId, quota } = queue;
  if (quota.day !== null && countedToday(hall, queueId) >= quota.day)
    return { code: 'quota_exhausted', queueId, nextSlot: null };
  const full = quota.slots.some(
    (slot) =>
      spansOf(hall, slot).some(({ from, to }) => from <= at && at < to) &&
      isFull(hall, queueId, slot),
  );
  return full
    ? { code: 'quota_exhausted', queueId, nextSlot: nextRoom(hall, queue, at) }
    : undefined;
};
