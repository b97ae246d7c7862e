import { Histogram, type Registry } from 'prom-client';
import type { Clock } from '../../application/ports/clock.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { withAppend } from './with-append.js';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** How long appends take, by what came of them. */
export const appendHistogram = (registry: Registry): Histogram<'outcome'> =>
  new Histogram({
    name: 'event_store_append_seconds',
    help: 'From an append to the event store’s answer, by outcome',
    labelNames: ['outcome'],
    buckets,
    registers: [registry],
  });

/** The same store, with every append timed. */
export const timedAppends = (
  store: EventStore,
  { histogram, clock }: Readonly<{ histogram: Histogram<'outcome'>; clock: Clock }>,
): EventStore =>
  withAppend(store, async (append) => {
    const startedMs = clock.monotonicMs();
    const result = await store.append(append);
    const seconds = (clock.monotonicMs() - startedMs) / 1000;
    histogram.observe({ outcome: result.outcome }, seconds);
    return result;
  });
