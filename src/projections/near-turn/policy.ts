import { evolve } from '../../domain/hall/evolve.js';
import { unopenedHall, type RunningHall } from '../../domain/hall/state.js';
import type { Instant } from '../../domain/ids.js';
import type { MessageDecision } from '../../domain/message/events.js';
import * as orderedMap from '../../domain/ordered-map.js';
import { dayEnd } from '../../domain/calendar/business-day.js';
import { dueNotices } from './notices.js';
import { dueNearTurns } from './near-turns.js';
import { recordDecisions } from './decision.js';
import type { Due, HallFact, PolicyState } from './policy-state.js';
import { policyVersion, type PolicyVersion } from './policy-version.js';
import { dueNearTurns as dueNearTurnsV1 } from './v1/near-turns.js';

export { policyVersion };

export const initialPolicy = (
  options: { threshold?: number; version?: PolicyVersion } = {},
): PolicyState => ({
  hall: unopenedHall,
  decided: orderedMap.empty(),
  dayEnd: null,
  threshold: options.threshold ?? null,
  version: options.version ?? policyVersion,
});

/**
 * Folds one event and says which messages it makes due, in the order of their place in line.
 * Reads nothing but the events of one hall's day, so that a replay decides the same.
 */
export const applyPolicy = (
  state: PolicyState,
  fact: HallFact,
): { state: PolicyState; decisions: readonly MessageDecision[] } => {
  const hall = evolve(state.hall, fact.event);
  if (hall.status === 'unopened') return { state: { ...state, hall }, decisions: [] };
  const next = { ...state, hall, dayEnd: dayEndOf(state, hall) };
  if (hall.status === 'closed') return { state: next, decisions: [] };
  const due = [...dueNotices(hall, fact.event, state), ...nearTurnsOf(state, hall, fact)];
  return due.length === 0 ? { state: next, decisions: [] } : recordDecisions(next, fact, due);
};

const nearTurnsOf = (
  { version, threshold, hall: before }: PolicyState,
  hall: RunningHall,
  { event }: HallFact,
): readonly Due[] =>
  version === 1
    ? dueNearTurnsV1(before, hall, { event, threshold })
    : dueNearTurns(before, hall, { event, threshold });

const dayEndOf = (state: PolicyState, hall: RunningHall): Instant =>
  state.dayEnd ?? dayEnd(hall.businessDay, hall.zone);
