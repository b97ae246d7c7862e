import { predict } from '../../domain/hall/estimate/predict.js';
import { aheadOf } from '../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../domain/hall/state.js';
import type { Instant } from '../../domain/ids.js';
import { queueOf } from '../../domain/settings/settings.js';

/** From how many ahead on a ticket is near by its queue; -1 where its queue is gone. */
export const thresholdOf = (hall: RunningHall, ticket: Ticket, override: number | null): number =>
  override ?? queueOf(hall.settings, ticket.queueId)?.nearTurnThreshold ?? -1;

/** By what a ticket is judged: the instant of the event, and another threshold where that is tried out. */
export type Judging = Readonly<{ at: Instant; threshold: number | null }>;

/** Whether the estimate says that a waiting ticket is near, where its queue goes by minutes too. */
export const isNearByMinutes = (hall: RunningHall, ticket: Ticket, at: Instant): boolean => {
  const minutes = queueOf(hall.settings, ticket.queueId)?.nearTurnMinutes ?? null;
  if (minutes === null) return false;
  const estimate = predict(hall, ticket, at);
  return estimate !== null && estimate.seconds <= minutes * 60;
};

/** Whether somebody calls from the line of one window: nobody's turn is near at one that is paused or closed. */
const isCalledFrom = (hall: RunningHall, { standing }: Ticket): boolean =>
  standing.forWindowId === null || hall.windows.get(standing.forWindowId)?.state === 'open';

/** Whether a waiting ticket is near its turn: by places, the larger of the hall's and its own, or by minutes. */
export const isNear = (hall: RunningHall, ticket: Ticket, { at, threshold }: Judging): boolean => {
  const ahead = aheadOf(hall, ticket);
  if (ahead === null || !isCalledFrom(hall, ticket)) return false;
  const places = Math.max(thresholdOf(hall, ticket, threshold), ticket.reminderAhead ?? -1);
  return ahead <= places || isNearByMinutes(hall, ticket, at);
};
