import { findTicket } from '../domain/hall/queries.js';
import type { QueueId } from '../domain/ids.js';
import type { HallView } from './hall-view.js';

/** The number that was called last in a queue; null where none of the latest calls was of it. */
export const recentNumberOf = (view: HallView | null, queueId: QueueId): string | null => {
  if (view === null || view.hall.status === 'unopened') return null;
  const { hall, recentCalls } = view;
  const call = recentCalls.find(({ number }) => findTicket(hall, { number })?.queueId === queueId);
  return call?.number ?? null;
};
