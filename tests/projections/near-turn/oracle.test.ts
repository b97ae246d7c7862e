import { expect } from 'chai';
import fc from 'fast-check';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import type { HallCommand } from '../../../src/domain/hall/commands.js';
import { subscriberId, type Instant } from '../../../src/domain/ids.js';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { ticketsByIssue } from '../../../src/domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../../src/domain/hall/state.js';
import { messageId } from '../../../src/domain/streams.js';
import { later, openDemo } from '../../domain/hall/demo-hall.js';
import { steps, type Step } from '../../domain/hall/random-steps.js';
import { windowDays } from '../../domain/hall/window-days.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { predict } from '../../../src/domain/hall/estimate/predict.js';
import { initialPolicy } from '../../../src/projections/near-turn/policy.js';
import { decide, sending } from './near-hall.js';

const settings = sending(['near-turn']);
type Minutes = Readonly<{ nearTurnMinutes: number | null; serviceSeconds: number | null }>;
const byPlaces: Minutes = { nearTurnMinutes: null, serviceSeconds: null };
const minutes: fc.Arbitrary<Minutes> = fc.record({
  nearTurnMinutes: fc.constantFrom(null, 5, 20),
  serviceSeconds: fc.constantFrom(null, 120, 600),
});
const timed = (of: HallSettings, also: Minutes): HallSettings => ({
  ...of,
  queues: of.queues.map((queue) => ({ ...queue, ...also })),
});
// What random settings changes bring has no messages of its own.
const telling =
  (also: Minutes) =>
  (step: Step): Step =>
    'settings' in step
      ? { ...step, settings: timed({ ...step.settings, messages: settings.messages }, also) }
      : step;

/** The events of these commands, a minute apart. */
const eventsOf = (all: readonly Step[], also: Minutes = byPlaces): readonly HallEvent[] => {
  const opening: readonly Step[] = [
    { ...openDemo, settings: timed(settings, also) },
    ...settings.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
  ];
  let state = hallDecider.initialState;
  const events: HallEvent[] = [];
  [...opening, ...all.map(telling(also))].forEach((step, minute) => {
    const command: HallCommand = { ...step, at: later(minute), occurredAt: null };
    const decision = hallDecider.decide(state, command);
    for (const event of decision.ok ? decision.events : []) {
      state = hallDecider.evolve(state, event);
      events.push(event);
    }
  });
  return events;
};

const sameLine = (a: Ticket, b: Ticket): boolean =>
  a.standing.forWindowId === b.standing.forWindowId &&
  (a.standing.forWindowId !== null || a.queueId === b.queueId);

/** How many wait in the same line before a ticket, counted one by one. */
const recount = (hall: RunningHall, ticket: Ticket): number =>
  [...ticketsByIssue(hall)].filter(
    (other) =>
      other.status.state === 'waiting' &&
      sameLine(other, ticket) &&
      other.standing.place < ticket.standing.place,
  ).length;

/** Whether the estimate says so, where the queue goes by it. */
const isSoon = (hall: RunningHall, ticket: Ticket, at: Instant): boolean => {
  const queue = hall.settings.queues.find(({ queueId }) => queueId === ticket.queueId);
  const limit = queue?.nearTurnMinutes ?? null;
  const estimate = limit === null ? null : predict(hall, ticket, at);
  return estimate !== null && limit !== null && estimate.seconds <= limit * 60;
};

const isCalledFrom = (hall: RunningHall, { standing: { forWindowId } }: Ticket): boolean =>
  forWindowId === null || hall.windows.get(forWindowId)?.state === 'open';

/** After each event, everybody who waits near with a holder and was not told in this stay. */
const oracle = (events: readonly HallEvent[]): readonly (readonly string[])[] => {
  const told = new Set<string>();
  let state = hallDecider.initialState;
  return events.map((event) => {
    state = hallDecider.evolve(state, event);
    if (state.status !== 'open') return [];
    const hall = state;
    const due = [...ticketsByIssue(hall)].filter((ticket) => {
      const queue = hall.settings.queues.find(({ queueId }) => queueId === ticket.queueId);
      const isNear =
        ticket.status.state === 'waiting' &&
        ticket.subscriberId !== null &&
        queue !== undefined &&
        isCalledFrom(hall, ticket) &&
        (recount(hall, ticket) <= Math.max(queue.nearTurnThreshold, ticket.reminderAhead ?? -1) ||
          isSoon(hall, ticket, event.at));
      return isNear && !told.has(messageId(ticket.ticketId, 'near-turn', ticket.stay));
    });
    const ids = due.map(({ ticketId, stay }) => messageId(ticketId, 'near-turn', stay));
    for (const id of ids) told.add(id);
    return ids.sort();
  });
};

// Most tickets of the random hall are held by somebody, or there would be nothing to tell.
const held = (days: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<readonly Step[]> =>
  days.map((all) =>
    all.map((step) =>
      step.type === 'IssueTicket' && step.subscriberId === null && step.number === null
        ? { ...step, subscriberId: subscriberId('carla') }
        : step,
    ),
  );
const bindings = held(steps);

describe('the near-turn policy against counting everybody after every event', () => {
  it('decides the same messages at the same events', () => {
    let told = 0;
    fc.assert(
      fc.property(fc.oneof(bindings, held(windowDays)), minutes, (all, also) => {
        const events = eventsOf(all, also);
        const found = decide(events).decisions.map((each) =>
          each.map(({ messageId: id }) => id as string).sort(),
        );
        expect(found).to.deep.equal(oracle(events));
        told += found.flat().length;
      }),
      { numRuns: 500 },
    );
    expect(told, 'messages compared').to.be.greaterThan(500);
  });

  it('decides by places alone what version 1 decided', () => {
    fc.assert(
      fc.property(bindings, (all) => {
        // What version 2 added: reminders, and that a window which is not open calls nobody.
        const isOld = (step: Step): boolean =>
          step.type !== 'SetReminder' && !(step.type === 'TransferTicket' && 'windowId' in step.to);
        const events = eventsOf(all.filter(isOld));
        const essence = (version: 1 | 2) =>
          decide(events, initialPolicy({ version })).decisions.map((each) =>
            each.map(({ messageId: id, ahead, threshold }) => [id, ahead, threshold]),
          );
        expect(essence(2)).to.deep.equal(essence(1));
      }),
      { numRuns: 200 },
    );
  });

  it('records how many were ahead, by a recount', () => {
    fc.assert(
      fc.property(bindings, (all) => {
        const events = eventsOf(all);
        const { decisions } = decide(events);
        let state = hallDecider.initialState;
        events.forEach((event, index) => {
          state = hallDecider.evolve(state, event);
          for (const { ticketId, ahead } of decisions[index] ?? []) {
            if (state.status === 'unopened') throw new Error('decided before the day was open');
            const ticket = [...ticketsByIssue(state)].find((each) => each.ticketId === ticketId);
            expect(ticket && recount(state, ticket)).to.equal(ahead);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('decides the same when the day is replayed from any event on', () => {
    fc.assert(
      fc.property(bindings, fc.nat(150), (all, cut) => {
        const events = eventsOf(all);
        const whole = decide(events).decisions.flat();
        const first = decide(events.slice(0, cut));
        const rest = decide(events.slice(cut), first.state);
        const ids = [...first.decisions, ...rest.decisions].flat().map((each) => each.messageId);
        expect(ids).to.deep.equal(whole.map((each) => each.messageId));
      }),
      { numRuns: 100 },
    );
  });
});
