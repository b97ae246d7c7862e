import { aheadOf } from '../../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import { queueOf } from '../../../domain/settings/settings.js';

/** From how many ahead on a ticket is near; -1 where its queue is gone. */
export const thresholdOf = (hall: RunningHall, ticket: Ticket, override: number | null): number =>
  override ?? queueOf(hall.settings, ticket.queueId)?.nearTurnThreshold ?? -1;

/** Whether a waiting ticket is near its turn. */
export const isNear = (hall: RunningHall, ticket: Ticket, override: number | null): boolean => {
  const ahead = aheadOf(hall, ticket);
  return ahead !== null && ahead <= thresholdOf(hall, ticket, override);
};
