import { opennessAt, type Openness } from '../../calendar/hours.js';
import { epochMs, instant, type Instant } from '../../ids.js';
import { predictVisitor } from '../estimate/predict.js';
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
  const { queueId } = queue;
  const openness = queueOpenness(hall, queue, at);
  if (!openness.open) return { code: 'queue_closed', queueId, opensAt: openness.opensAt };
  const { closesAt } = openness;
  if (closesAt === null) return undefined;
  return at >= lastTicketAt(queue, closesAt) || isTooFull(hall, queue, { at, closesAt })
    ? { code: 'closing_soon', queueId, closesAt }
    : undefined;
};

/** From when on no more numbers are given. */
const lastTicketAt = ({ lastTicketMinutes }: QueueSettings, closesAt: Instant): Instant =>
  instant(epochMs(closesAt) - lastTicketMinutes * 60_000);

/** Whether somebody who came now would, at worst, be called after closing. */
const isTooFull = (
  hall: RunningHall,
  { queueId, stopByEstimate }: QueueSettings,
  { at, closesAt }: Readonly<{ at: Instant; closesAt: Instant }>,
): boolean => {
  if (!stopByEstimate) return false;
  const estimate = predictVisitor(hall, queueId, at);
  return estimate !== null && epochMs(at) + estimate.high * 1000 > epochMs(closesAt);
};
