import * as orderedMap from '../../ordered-map.js';
import type { Priority } from '../../settings/priorities.js';
import { tagOf, type Place } from './place.js';

// Start-time fair queueing (Goyal, Vin and Cheng, 1996) with one call as the packet: whoever enters
// gets a tag, the line is in the order of tags, and virtual time is the tag called last.

/** What one call costs a priority with a share of 1; shares 1 to 10 divide it. */
const callCost = 2520;

/** The tags of those who wait, lowest first; a place is behind the tag so that none is lost. */
type Tags = orderedMap.OrderedMap<string, number>;

/** What a line by shares knows of its priorities; only places with a tag are told of. */
export type Fairness = Readonly<{
  /** The highest tag that was called in turn. */
  calledTag: number;
  lastCalled: ReadonlyMap<Priority, number>;
  waiting: ReadonlyMap<Priority, Tags>;
}>;

export const unshared: Fairness = {
  calledTag: 0,
  lastCalled: new Map(),
  waiting: new Map(),
};

type Of = Readonly<{ priority: Priority }>;

const tagKey = (tag: number, place: Place): string => `${String(tag).padStart(12, '0')} ${place}`;

const withWaiting = (
  fairness: Fairness,
  priority: Priority,
  change: (line: Tags) => Tags,
): Fairness => {
  const line = fairness.waiting.get(priority) ?? orderedMap.empty<string, number>();
  return { ...fairness, waiting: new Map(fairness.waiting).set(priority, change(line)) };
};

/** Somebody has entered the line at a place. */
export const entered = (fairness: Fairness, { priority }: Of, place: Place): Fairness => {
  const tag = tagOf(place);
  if (tag === null) return fairness;
  return withWaiting(fairness, priority, (line) => orderedMap.set(line, tagKey(tag, place), tag));
};

/** Somebody has left the line from a place. */
export const left = (fairness: Fairness, { priority }: Of, place: Place): Fairness => {
  const tag = tagOf(place);
  if (tag === null) return fairness;
  return withWaiting(fairness, priority, (line) => orderedMap.remove(line, tagKey(tag, place)));
};

/** Somebody was called in turn from a place. */
export const calledInTurn = (fairness: Fairness, { priority }: Of, place: Place): Fairness => {
  const tag = tagOf(place);
  if (tag === null) return fairness;
  const before = fairness.lastCalled.get(priority) ?? 0;
  return {
    ...fairness,
    calledTag: Math.max(fairness.calledTag, tag),
    lastCalled: new Map(fairness.lastCalled).set(priority, Math.max(before, tag)),
  };
};

/**
 * The tag of who enters now: one call of its priority after the last one of it that waits or was
 * called, yet never in the past. So nobody gains anything by having been away.
 */
export const nextTag = (fairness: Fairness, priority: Priority, share: number): number => {
  const line = fairness.waiting.get(priority);
  const last = line === undefined ? undefined : orderedMap.at(line, line.size - 1);
  const called = fairness.lastCalled.get(priority) ?? -1;
  const own = Math.max(last?.value ?? -1, called);
  return own < 0 ? fairness.calledTag : Math.max(fairness.calledTag, own + callCost / share);
};
