import { epochMs, type Instant } from '../../ids.js';
import type { Priority } from '../../settings/priorities.js';
import type { QueueTimes, Ticket } from '../state.js';

// What a queue's day has shown of how long a window has for one ticket: from its call until the window
// is free again, the way and the wait for who does not come included, for that is what others wait for.

export const noTimes: QueueTimes = { services: [], calls: [], entries: [] };

const mostServices = 50;
const mostCalls = 6;
const mostEntries = 12;
/** A ticket that a terminal forgot to end is no service. */
const longestServiceMs = 4 * 3_600_000;

const added = <Item>(list: readonly Item[], value: Item, most: number): readonly Item[] =>
  list.length < most ? [...list, value] : [...list.slice(1 - most), value];

/** The times once a window is done with a ticket. */
export const withService = (
  times: QueueTimes,
  { since, until }: Readonly<{ since: Instant; until: Instant }>,
): QueueTimes => {
  const ms = epochMs(until) - epochMs(since);
  if (ms < 0 || ms > longestServiceMs) return times;
  const { calls, entries } = times;
  return { services: added(times.services, ms, mostServices), calls, entries };
};

/** The times once a ticket was called for the first time. */
export const withCall = ({ services, calls, entries }: QueueTimes, at: Instant): QueueTimes => ({
  services,
  calls: added(calls, at, mostCalls),
  entries,
});

/** The times once somebody has entered the line. */
export const withEntrant = (
  { services, calls, entries }: QueueTimes,
  entrant: Ticket,
): QueueTimes => ({ services, calls, entries: added(entries, entrant, mostEntries) });

/** Fewer entries than this say nothing about how many come. */
const fewestEntries = 5;

/**
 * How many of some priorities come to a queue in a millisecond, as of now.
 * @param counts which of the latest entries are meant
 */
export const entryRate = (
  { entries }: QueueTimes,
  nowMs: number,
  counts: (priority: Priority) => boolean,
): number => {
  const first = entries[0];
  if (first === undefined || entries.length < fewestEntries) return 0;
  const span = Math.max(nowMs - epochMs(first.enteredAt), 60_000);
  return entries.filter(({ priority }) => counts(priority)).length / span;
};

/** How long a service takes: its mean, how much it varies (deviation ÷ mean), and by how many that is known. */
export type Typical = Readonly<{ meanMs: number; variation: number; known: number }>;

/** As many services as the setting of a queue is worth. */
const settingWeight = 5;
/** How much service times vary where nothing shows it: between a fixed and a memoryless service. */
const plainVariation = 0.6;
/** The tenth at either end is taken to its edge, so that one lost ticket does not double everybody's wait. */
const edge = 0.1;

const winsorised = (services: readonly number[]): readonly number[] => {
  const sorted = services.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length * edge);
  const [low = 0, high = 0] = [sorted[cut], sorted[sorted.length - 1 - cut]];
  return sorted.map((ms) => Math.min(Math.max(ms, low), high));
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is typical of a queue; null where neither the day nor a setting says anything. */
export const typicalOf = (
  { services }: QueueTimes,
  serviceSeconds: number | null,
): Typical | null => {
  const known = services.length;
  if (known === 0)
    return serviceSeconds === null
      ? null
      : { meanMs: serviceSeconds * 1000, variation: plainVariation, known: 0 };
  const values = winsorised(services);
  const seen = mean(values);
  const weight = serviceSeconds === null ? 0 : settingWeight;
  const meanMs = (seen * known + (serviceSeconds ?? 0) * 1000 * weight) / (known + weight);
  const deviation = Math.sqrt(mean(values.map((value) => (value - seen) ** 2)));
  const spread = seen === 0 ? plainVariation : deviation / seen;
  const variation = (spread * known + plainVariation * settingWeight) / (known + settingWeight);
  return { meanMs, variation, known };
};
