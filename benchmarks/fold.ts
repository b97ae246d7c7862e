import { randomUUID } from 'node:crypto';
import { encode } from '../src/application/events/codec.js';
import { LiveHallViews } from '../src/application/live/live-halls.js';
import type { Position, RecordedEvent } from '../src/application/ports/event-store.js';
import type { HallEvent } from '../src/domain/hall/events.js';
import { hallDecider } from '../src/domain/hall/hall.js';
import type { HallState } from '../src/domain/hall/state.js';
import { hallStream } from '../src/domain/streams.js';
import { applyPolicy, initialPolicy } from '../src/projections/near-turn/policy.js';
import { SystemClock } from '../src/infrastructure/clock/system-clock.js';
import { busyBusinessDay, busyHallId, busySettings, recordBusyDay } from './busy-day.js';
import type { Section } from './report.js';
import { median, timed } from './statistics.js';

const tickets = 22_000;
const waiting = 400;
const rounds = 5;
/** No further round is begun after this, so that a busy machine does not hold the run up. */
const patienceMs = 6_000;
const stream = hallStream(busyHallId, busyBusinessDay);

const asRecorded = (events: readonly HallEvent[]): readonly RecordedEvent[] =>
  events.map((event, revision) => {
    const { eventId, type, data, metadata } = encode(event, randomUUID(), {
      correlationId: randomUUID(),
      causationId: null,
      by: 'benchmark',
    });
    const position = String(revision).padStart(20, '0') as Position;
    return { stream, revision, position, eventId, type, data, metadata };
  });

const foldAlone = (events: readonly HallEvent[]): HallState =>
  events.reduce(hallDecider.evolve, hallDecider.initialState);

const foldPolicy = (events: readonly HallEvent[]): number => {
  let state = initialPolicy();
  let decided = 0;
  for (const [revision, event] of events.entries()) {
    const step = applyPolicy(state, { event, stream, revision, eventId: '' });
    state = step.state;
    decided += step.decisions.length;
  }
  return decided;
};

const ignore = (): void => undefined;

const foldLive = (recorded: readonly RecordedEvent[]): number => {
  const live = new LiveHallViews({
    clock: new SystemClock(),
    logger: { info: ignore, warn: ignore, error: ignore },
    metrics: { count: ignore, observe: ignore },
    settingsOf: () => busySettings,
    catchUp: () => Promise.resolve(true),
  });
  let decided = 0;
  for (const event of recorded) {
    const folded = live.fold(event);
    if (folded?.kind === 'hall') decided += folded.decisions.length;
  }
  return decided;
};

const rateOf = (count: number, fold: () => unknown): number => {
  const times: number[] = [];
  const until = performance.now() + patienceMs;
  while (times.length < rounds && (times.length === 0 || performance.now() < until))
    times.push(timed(fold).ms);
  return (count / median(times)) * 1_000;
};

/** Events folded a second, of a day with 22,000 tickets, in memory. */
export const measureFold = (): Section => {
  const events = recordBusyDay(tickets, waiting);
  const recorded = asRecorded(events);
  const rate = (name: string, fold: () => unknown) =>
    ({ name, value: rateOf(events.length, fold), unit: 'events/s' }) as const;
  return {
    title: 'Folding a day',
    how:
      `${events.length} events of ${tickets} tickets, ${waiting} waiting, ${foldPolicy(events)} messages decided; ` +
      `median of ${rounds} at most`,
    figures: [
      { ...rate('hall aggregate', () => foldAlone(events)), aim: { atLeast: 200_000 } },
      rate('aggregate and near-turn policy', () => foldPolicy(events)),
      rate('live views: schemas, aggregate, policy, changes', () => foldLive(recorded)),
    ],
  };
};
