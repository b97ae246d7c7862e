import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import type { HallState } from '../../../src/domain/hall/state.js';
import { businessDay, epochMs, instant, ticketId } from '../../../src/domain/ids.js';
import { dayFacts } from '../../../src/projections/reports/day-facts.js';
import { reportKeys, reportOf } from '../../../src/projections/reports/report.js';
import { demo, nine, openDemo, queueA, queueB } from '../../domain/hall/demo-hall.js';
import { steps, type Step } from '../../domain/hall/random-steps.js';
import { paperDay, recount } from './recount.js';

const opening: readonly Step[] = [
  openDemo,
  ...demo.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
];
const tickets = fc.nat(14).map((n) => ticketId(`t${n}`));
const windows = fc.constantFrom(...demo.windows.map(({ windowId }) => windowId));
/** What reports ask for and random days have little of. */
const more: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('RateTicket' as const),
    ticketId: tickets,
    score: fc.integer({ min: 1, max: 5 }),
    reasons: fc.constant([]),
    rater: fc.constantFrom('holder' as const, 'window' as const),
  }),
  fc.record({
    type: fc.constant('IssueTicket' as const),
    ticketId: tickets,
    queueId: fc.constantFrom(queueA, queueB),
    priority: fc.constant('normal'),
    number: fc.constant(null),
    subscriberId: fc.constant(null),
    route: fc.constantFrom([queueA], [queueB]),
  }),
  fc.record({ type: fc.constant('CancelTicket' as const), ticketId: tickets }),
  fc.record({ type: fc.constant('StartService' as const), windowId: windows }),
  fc.record({ type: fc.constant('ResumeTicket' as const), ticketId: tickets, byWindowId: windows }),
  fc.record({
    type: fc.constant('HoldTicket' as const),
    windowId: windows,
    kind: fc.constant('any_window' as const),
    until: fc.constant(null),
  }),
  fc.record({
    type: fc.constant('SignIn' as const),
    windowId: windows,
    clerkId: fc.constantFrom('7', '8'),
    tokenId: fc.constant('t1'),
    takeOver: fc.constant(true),
  }),
);
/** A step, how long after the one before, and how long before that it happened where it is reported. */
type Timed = Readonly<{ step: Step; afterMs: number; agoMs: number }>;
const days: fc.Arbitrary<readonly Timed[]> = fc
  .tuple(
    steps,
    fc.array(more, { minLength: 20, maxLength: 60, size: 'max' }),
    fc.array(
      fc.record({
        afterMs: fc.constantFrom(0, 400, 20_000, 60_000, 60_000, 60_000, 120_000, 300_000),
        agoMs: fc.constantFrom(0, 30_000, 180_000),
      }),
      { minLength: 180, maxLength: 180, size: 'max' },
    ),
  )
  .map(([some, others, times]) =>
    some
      .flatMap((step, n) => [step, ...(n % 2 === 0 ? others.slice(n / 2, n / 2 + 1) : [])])
      .map((step, n) => ({ step, afterMs: 60_000, agoMs: 0, ...times[n] })),
  );

/** So that somebody gives up after exactly so long. */
const manyMinutes = Array.from({ length: 30 }, (_, n) => n + 1);

/** The events of a day of the hall. */
const eventsOf = (list: readonly Timed[]): readonly HallEvent[] => {
  const events: HallEvent[] = [];
  let state: HallState = hallDecider.initialState;
  let now = epochMs(nine);
  const opened = opening.map((step) => ({ step, afterMs: 0, agoMs: 0 }));
  for (const { step, afterMs, agoMs } of [...opened, ...list]) {
    now += afterMs;
    const occurredAt = step.type === 'ReportCallEvent' && agoMs > 0 ? instant(now - agoMs) : null;
    const command: HallCommand = { ...step, at: instant(now), occurredAt };
    const decision = hallDecider.decide(state, command);
    if (!decision.ok) continue;
    state = decision.events.reduce(hallDecider.evolve, state);
    events.push(...decision.events);
  }
  return events;
};

describe('whatever happens on a day', () => {
  it('its reports say what somebody counts who has the events on paper', () => {
    fc.assert(
      fc.property(days, days, (first, second) => {
        const written = [
          { day: '2025-03-01', events: eventsOf(first) },
          { day: '2025-03-02', events: eventsOf(second) },
        ];
        const facts = written.map(({ day, events }) => ({
          businessDay: businessDay(day),
          timeZone: demo.timeZone,
          facts: dayFacts(events),
        }));
        const papers = written.map(({ day, events }) => paperDay(day, events));
        for (const by of reportKeys)
          for (const withinMinutes of by === 'hall' ? manyMinutes : [10])
            expect(reportOf(facts, { hallId: 'demo', by, withinMinutes }), by).to.deep.equal(
              recount(papers, { by, withinMinutes }),
            );
      }),
      { numRuns: 300 },
    );
  });
});
