import { opennessAt, type Openness } from '../../calendar/hours.js';
import { epochMs, instant, type Instant } from '../../ids.js';
import type { QueueSettings } from '../../settings/settings.js';
import type { HallRefusal } from '../commands.js';
import type { RunningHall } from '../state.js';

/** Whether a queue gives numbers at an instant, by its own hours or the hall's. */
export const queueOpenness = (hall: RunningHall, queue: QueueSettings, at: Instant): Openness =>
  opennessAt(queue.hours ?? hall.settings.hours, at, hall.zone.timeZone);

/** Why a queue gives no numbers at this time, or undefined. */
export const whyClosed = (
  hall: RunningHall,
  queue: QueueSettings,
  at: Instant,
): HallRefusal | undefined => {
  const { queueId, lastTicketMinutes } = queue;
  const openness = queueOpenness(hall, queue, at);
  if (!openness.open) return { code: 'queue_closed', queueId, opensAt: openness.opensAt };
  const { closesAt } = openness;
  if (closesAt === null || lastTicketMinutes === 0) return undefined;
  const last = instant(epochMs(closesAt) - lastTicketMinutes * 60_000);
  return at < last ? undefined : { code: 'closing_soon', queueId, closesAt };
};
