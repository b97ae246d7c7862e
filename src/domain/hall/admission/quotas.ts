import type { Span } from '../../calendar/hours.js';
import { timeOfDay } from '../../calendar/business-day.js';
import { instantOf, localMomentAt, minutesOf } from '../../calendar/local-time.js';
import type { Instant, QueueId } from '../../ids.js';
import * as orderedMap from '../../ordered-map.js';
import type { QueueSettings, QuotaSlot } from '../../settings/settings.js';
import type { HallRefusal } from '../commands.js';
import type { RunningHall } from '../state.js';

// Counted is who took a number, less who gave it up before a call. A queue's tickets are kept in the
// order of their issue, so that those of any part of the day are counted by two ranks, whatever the
// slots are by then.

/** The tickets of a queue that count, by when they were issued. */
export type Counted = orderedMap.OrderedMap<string, true>;

/** A part of the business day. */
const spanOf = ({ zone, businessDay }: RunningHall, { from, to }: QuotaSlot): Span => {
  const start = timeOfDay(businessDay, from, zone);
  const { day } = localMomentAt(start, zone.timeZone);
  return { from: start, to: instantOf(day, minutesOf(to), zone.timeZone) };
};

/** How many of a queue's tickets were issued in a part of the day and count. */
export const countedIn = (hall: RunningHall, queueId: QueueId, { from, to }: Span): number => {
  const counted = hall.queues.get(queueId)?.counted ?? orderedMap.empty<string, true>();
  return orderedMap.rank(counted, to) - orderedMap.rank(counted, from);
};

/** The next slot of today that has room. */
const nextRoom = (hall: RunningHall, queue: QueueSettings, at: Instant): Span | null => {
  const free = queue.quota.slots
    .map((slot) => ({ span: spanOf(hall, slot), tickets: slot.tickets }))
    .filter(({ span }) => span.from > at)
    .filter(({ span, tickets }) => countedIn(hall, queue.queueId, span) < tickets)
    .toSorted((a, b) => (a.span.from < b.span.from ? -1 : 1));
  return free[0]?.span ?? null;
};

/** Why a queue has no number left at this time, or undefined. */
export const whyFull = (
  hall: RunningHall,
  queue: QueueSettings,
  at: Instant,
): HallRefusal | undefined => {
  const { queueId, quota } = queue;
  const counted = hall.queues.get(queueId)?.counted.size ?? 0;
  if (quota.day !== null && counted >= quota.day)
    return { code: 'quota_exhausted', queueId, nextSlot: null };
  const full = quota.slots.some((slot) => {
    const span = spanOf(hall, slot);
    return span.from <= at && at < span.to && countedIn(hall, queueId, span) >= slot.tickets;
  });
  return full
    ? { code: 'quota_exhausted', queueId, nextSlot: nextRoom(hall, queue, at) }
    : undefined;
};

/** Among the counted by its time of issue; the id tells apart those of one instant. */
export const countedKey = (ticket: Readonly<{ issuedAt: Instant; ticketId: string }>): string =>
  `${ticket.issuedAt} ${ticket.ticketId}`;
