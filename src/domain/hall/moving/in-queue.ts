import type { Instant, QueueId, WindowId } from '../../ids.js';
import { entryPlace, lastPlace } from '../line/order.js';
import { issueCounter, type Place } from '../line/place.js';
import type { RunningHall, Ticket } from '../state.js';

/** Where a ticket is sent, and where it stands there. */
export type Target = Readonly<{
  toQueueId: QueueId;
  toWindowId: WindowId | null;
  place: Place;
  entersAs?: Instant;
}>;

/** Where a ticket stands in a queue that it is sent to: by its time of issue, or last. */
export const inQueue = (
  hall: RunningHall,
  ticket: Ticket,
  { queueId, now }: Readonly<{ queueId: QueueId; now: Instant }>,
): Target => {
  const { priority, issuedAt, issuePlace } = ticket;
  if (hall.settings.transferPlace === 'last') {
    const place = lastPlace(hall, { queueId, priority, entersAs: now });
    return { toQueueId: queueId, toWindowId: null, place };
  }
  const counter = issueCounter(issuePlace);
  const place = entryPlace(hall, { queueId, priority, entersAs: issuedAt, counter });
  const as = issuedAt === now ? {} : { entersAs: issuedAt };
  return { toQueueId: queueId, toWindowId: null, place, ...as };
};
