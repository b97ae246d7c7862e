import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../src/domain/hall/commands.js';
import type { HallEvent, ReturnPosition } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { nextNumber } from '../../../src/domain/hall/admission/numbers.js';
import {
  aheadOf,
  isEnded,
  ticketAtWindow,
  ticketsByIssue,
  ticketsInCallingOrder,
  waitingCount,
  waitingOfQueue,
  waitingTickets,
  windowOfTicket,
  ticketOf,
} from '../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../src/domain/hall/state.js';
import { ticketId, windowId } from '../../../src/domain/ids.js';
import * as orderedMap from '../../../src/domain/ordered-map.js';
import { demo, later, numbersOf, openDemo, queueA, queueB } from './demo-hall.js';
import { steps, type Step } from './random-steps.js';

const opening: readonly Step[] = [
  openDemo,
  ...demo.windows.map((window) => ({ type: 'OpenWindow', windowId: window.windowId }) as const),
];

type Run = Readonly<{ state: HallState; events: readonly HallEvent[] }>;
type Check = (before: HallState, after: HallState) => void;

/** The hall and its events after these steps, a minute apart. */
const run = (all: readonly Step[], check: Check): Run =>
  all.reduce<Run>(
    ({ state, events }, step, minute) => {
      const command: HallCommand = { ...step, at: later(minute), occurredAt: null };
      const decision = hallDecider.decide(state, command);
      const next = decision.ok ? decision.events : [];
      const after = next.reduce(hallDecider.evolve, state);
      check(state, after);
      return { state: after, events: [...events, ...next] };
    },
    { state: hallDecider.initialState, events: [] },
  );

const holds = (check: (hall: RunningHall, before: HallState) => void): void => {
  fc.assert(
    fc.property(steps, (random) => {
      run([...opening, ...random], (before, after) => {
        if (after.status !== 'unopened') check(after, before);
      });
    }),
    { numRuns: 150 },
  );
};

const all = (hall: RunningHall): Ticket[] => [...ticketsByIssue(hall)];
const expectedWaiting = (hall: RunningHall): Ticket[] =>
  all(hall).filter(({ status }) => status.state === 'waiting');

describe('whatever commands come to a hall', () => {
  it('no number is given twice, and the next one is free', () => {
    holds((hall) => {
      const given = numbersOf(all(hall));
      expect(new Set(given).size).to.equal(given.length);
      expect(hall.numbers.size).to.equal(given.length);
      expect(hall.tickets.size).to.equal(given.length);
      for (const queue of hall.settings.queues) {
        expect(given).not.to.include(nextNumber(hall, queue)?.number);
      }
    });
  });

  it('a ticket is at one window at most, and windows and tickets agree', () => {
    holds((hall) => {
      const served = all(hall).filter((ticket) => windowOfTicket(ticket) !== null);
      const busy = [...hall.windows].filter(([, window]) => window.ticketId !== null);
      expect(busy.length).to.equal(served.length);
      for (const [id, window] of busy) {
        const ticket = ticketAtWindow(hall, id);
        expect(ticket?.ticketId).to.equal(window.ticketId);
        expect(ticket === undefined ? null : windowOfTicket(ticket)).to.equal(id);
        expect(window.state).not.to.equal('closed');
      }
    });
  });

  it('nobody is lost: who waits is in one line, and in one only', () => {
    holds((hall) => {
      const inLines = [...hall.queues.values(), ...hall.windows.values()].flatMap(({ line }) =>
        [...orderedMap.entries(line)].map(({ key, value }) => `${value} at ${key}`),
      );
      const waiting = expectedWaiting(hall).map(
        ({ ticketId: id, standing }) => `${id} at ${standing.place}`,
      );
      expect(inLines.toSorted()).to.deep.equal(waiting.toSorted());
      expect(numbersOf(waitingTickets(hall))).to.have.length(waiting.length);
      expect(numbersOf(ticketsInCallingOrder(hall)).toSorted()).to.deep.equal(
        numbersOf(all(hall)).toSorted(),
      );
    });
  });

  it('who was there is there, in the same stay or a later one', () => {
    holds((hall, before) => {
      if (before.status === 'unopened') return;
      for (const ticket of all(before)) {
        const now = ticketOf(hall, ticket.ticketId);
        expect(now?.number).to.equal(ticket.number);
        expect(now?.stay).to.be.within(ticket.stay, ticket.stay + 1);
      }
    });
  });

  it('ahead is what a recount of the line says', () => {
    holds((hall) => {
      const waiting = expectedWaiting(hall);
      for (const ticket of all(hall)) {
        const ahead = waiting.filter(
          ({ queueId: queue, standing: { place, forWindowId } }) =>
            forWindowId === ticket.standing.forWindowId &&
            (forWindowId !== null || queue === ticket.queueId) &&
            place < ticket.standing.place,
        ).length;
        expect(aheadOf(hall, ticket)).to.equal(ticket.status.state === 'waiting' ? ahead : null);
      }
      for (const queue of [queueA, queueB]) {
        const inQueue = waiting.filter((ticket) => ticket.queueId === queue).length;
        expect(waitingCount(hall, queue)).to.equal(inQueue);
      }
    });
  });

  it('no window has a ticket that has ended, and every status agrees with where it stood', () => {
    holds((hall) => {
      for (const ticket of all(hall)) {
        if (isEnded(ticket)) expect(windowOfTicket(ticket)).to.equal(null);
        if ('standing' in ticket.status) {
          expect(ticket.status.standing).to.deep.equal(ticket.standing);
        }
      }
    });
  });

  it('the events, folded from the start, give the same hall', () => {
    fc.assert(
      fc.property(steps, (random) => {
        const { state, events } = run([...opening, ...random], () => undefined);
        const stored = JSON.parse(JSON.stringify(events)) as readonly HallEvent[];
        const folded = stored.reduce(hallDecider.evolve, hallDecider.initialState);
        expect(folded).to.deep.equal(state);
      }),
      { numRuns: 150 },
    );
  });

  it('ending the day, step by step, ends everybody who is not missed', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (random, limit) => {
        const ends = Array.from({ length: 40 }, () => ({ type: 'EndDay', limit }) as const);
        const { state, events } = run([...opening, ...random, ...ends], () => undefined);
        if (state.status === 'unopened') throw new Error('expected an open hall');
        expect(state.status).to.equal('closed');
        const left = all(state).filter((ticket) => !isEnded(ticket));
        expect(left.filter(({ status }) => status.state !== 'no_show')).to.deep.equal([]);
        const opened = events.filter((event) => event.type === 'HallReopened').length;
        const closed = events.filter((event) => event.type === 'HallClosed').length;
        expect(closed).to.equal(opened + 1);
      }),
      { numRuns: 100 },
    );
  });

  it('the same command again, to a hall that has its events, never throws', () => {
    holds((hall) => {
      for (const command of [
        { type: 'CloseDay', at: later(0), occurredAt: null },
        { type: 'ReopenDay', at: later(0), occurredAt: null },
      ] as const) {
        const decision = hallDecider.decide(hall, command);
        const after = decision.ok
          ? decision.events.reduce(hallDecider.evolve, hall as HallState)
          : hall;
        expect(hallDecider.decide(after, command)).to.deep.equal({ ok: true, events: [] });
      }
    });
  });
});

describe('the events of one hall in the state of another', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(steps, steps, (some, others) => {
        const { state } = run([...opening, ...some], () => undefined);
        const { events } = run([...opening, ...others], () => undefined);
        const after = events.reduce(hallDecider.evolve, state);
        expect(after.status).not.to.equal('unopened');
      }),
      { numRuns: 100 },
    );
  });
});

type Move = 'arrive' | 'last' | 'first' | number;

const movedIn = (line: readonly string[], ticket: string, move: Move): string[] => {
  if (move === 'arrive' || move === 'last') return [...line, ticket];
  return line.toSpliced(move === 'first' ? 0 : move, 0, ticket);
};

const positionOf = (move: Exclude<Move, 'arrive'>): ReturnPosition =>
  typeof move === 'number' ? { kind: 'after', n: move } : { kind: move };

describe('a line', () => {
  it('is the list that arrivals and returns make of it', () => {
    const moves: fc.Arbitrary<readonly Move[]> = fc.array(
      fc.oneof(fc.constantFrom('arrive' as const, 'last' as const, 'first' as const), fc.nat(6)),
      { maxLength: 80, size: 'max' },
    );
    fc.assert(
      fc.property(moves, (list) => {
        let line: readonly string[] = [];
        const script = list.flatMap((move, n): Step[] => {
          const [head] = line;
          if (move === 'arrive' || head === undefined) {
            line = movedIn(line, `t${n}`, 'arrive');
            return [
              {
                type: 'IssueTicket',
                ticketId: ticketId(`t${n}`),
                queueId: queueA,
                priority: 'normal',
                number: null,
                subscriberId: null,
              },
            ];
          }
          line = movedIn(line.slice(1), head, move);
          return [
            { type: 'CallNext', windowId: windowId('1') },
            { type: 'ReturnTicket', ticketId: ticketId(head), position: positionOf(move) },
          ];
        });
        const { state } = run([...opening, ...script], () => undefined);
        if (state.status === 'unopened') throw new Error('expected an open hall');
        const waiting = [...waitingOfQueue(state, queueA)];
        expect(waiting.map((ticket) => ticket.ticketId)).to.deep.equal(line);
      }),
      { numRuns: 200 },
    );
  });
});
