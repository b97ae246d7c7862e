import type { QueueId } from '../../ids.js';
import type { RouteStop } from '../state.js';

type Route = readonly RouteStop[];

/** The route of a ticket as it is issued; none for a visit to one queue. */
export const routeAtIssue = (first: QueueId, further: readonly QueueId[]): Route =>
  further.length === 0
    ? []
    : [
        { queueId: first, state: 'here' },
        ...further.map((queueId) => ({ queueId, state: 'to_come' as const })),
      ];

const leftHere = (route: Route, state: RouteStop['state']): Route =>
  route.map((stop) => (stop.state === 'here' ? { ...stop, state } : stop));

const arrivedAt = (route: Route, index: number): Route =>
  route.map((stop, at) => (at === index ? { ...stop, state: 'here' } : stop));

/** The route once the ticket is in another queue: one of those to come, or one that it did not have. */
export const routeMovedTo = (route: Route, queueId: QueueId): Route => {
  if (route.length === 0) return route;
  const left = leftHere(route, 'done');
  const coming = left.findIndex((stop) => stop.queueId === queueId && stop.state === 'to_come');
  if (coming !== -1) return arrivedAt(left, coming);
  const next = left.findIndex(({ state }) => state === 'to_come');
  const at = next === -1 ? left.length : next;
  return [...left.slice(0, at), { queueId, state: 'here' }, ...left.slice(at)];
};

/** The route once the visit has ended; what was not come to is left out. */
export const routeEnded = (route: Route, here: 'done' | 'skipped'): Route =>
  route.length === 0
    ? route
    : leftHere(route, here).map((stop) =>
        stop.state === 'to_come' ? { ...stop, state: 'skipped' } : stop,
      );

/** The route once an ended ticket waits again in the queue where it was last. */
export const routeReturnedTo = (route: Route, queueId: QueueId): Route => {
  if (route.some(({ state }) => state === 'here')) return route;
  const last = route.findLastIndex((stop) => stop.queueId === queueId);
  return last === -1 ? route : arrivedAt(route, last);
};

/** The queues of a visit that are still to come, in the given order. */
export const queuesToCome = (route: Route): readonly QueueId[] =>
  route.filter(({ state }) => state === 'to_come').map(({ queueId }) => queueId);
