import { expect } from 'chai';
import fc from 'fast-check';
import type { CallNext } from '../../../../src/domain/hall/commands.js';
import type { CallReason } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { nextForWindow, nextThree } from '../../../../src/domain/hall/line/pick.js';
import { heaviest, spend, type Turns } from '../../../../src/domain/hall/line/turns.js';
import { ticketsByIssue } from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../../src/domain/hall/state.js';
import { epochMs, queueId, ticketId } from '../../../../src/domain/ids.js';
import { queueDefaults, windowDefaults } from '../../../../src/domain/settings/defaults.js';
import type { HallSettings, WindowSettings } from '../../../../src/domain/settings/settings.js';
import { opened, windowOpened } from '../demo-events.js';
import { demo, hallAfter, later, queueA, window1 } from '../demo-hall.js';

const callNext = (minute: number): CallNext => ({
  type: 'CallNext',
  windowId: window1,
  at: later(minute),
  occurredAt: null,
});

const queueNames = ['A', 'B', 'C', 'D'];

/** One window over some queues, with its rule and longest waits. */
const lab = (
  pick: WindowSettings['pick'],
  shares: readonly number[],
  maxWaits: readonly (number | null)[] = [],
): HallSettings => {
  const ids = queueNames.slice(0, shares.length).map(queueId);
  return {
    ...demo,
    queues: ids.map((id, n) => ({
      ...queueDefaults,
      queueId: id,
      name: id,
      serviceName: id,
      prefix: id,
      maxWaitSeconds: maxWaits[n] ?? null,
    })),
    windows: [
      {
        ...windowDefaults,
        windowId: window1,
        name: '1',
        queueIds: ids,
        pick,
        shares: Object.fromEntries(ids.map((id, n) => [id, shares[n] ?? 1])),
      },
    ],
  };
};

type Act = Readonly<{ minutes: number; does: 'issue' | 'call'; queue: number }>;
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    minutes: fc.nat(3),
    does: fc.constantFrom('issue' as const, 'issue' as const, 'call' as const),
    queue: fc.nat(3),
  }),
  { minLength: 10, maxLength: 120, size: 'max' },
);

/** The fronts of the queues, counted anew from the tickets. */
const frontsNow = (hall: RunningHall): readonly Ticket[] => {
  const waiting = [...ticketsByIssue(hall)].filter(({ status }) => status.state === 'waiting');
  return queueNames.flatMap((name) =>
    waiting
      .filter((ticket) => ticket.queueId === name)
      .toSorted((a, b) => (a.standing.place < b.standing.place ? -1 : 1))
      .slice(0, 1),
  );
};

type Seen = Readonly<{ hall: RunningHall; minute: number; ticket: Ticket; reason: CallReason }>;

/** Lives a random day; shows each call in turn, with the hall right before it. */
const liveDay = (
  settings: HallSettings,
  list: readonly Act[],
  see: (seen: Seen) => void,
): RunningHall => {
  let hall = hallAfter(opened(settings), windowOpened(window1));
  let minute = 0;
  for (const [n, act] of list.entries()) {
    minute += act.minutes;
    const times = { at: later(minute), occurredAt: null };
    if (act.does === 'call') {
      const picked = nextForWindow(hall, window1, later(minute));
      if (picked !== undefined) see({ hall, minute, ...picked });
    }
    const queue = queueId(queueNames[act.queue % settings.queues.length] ?? 'A');
    const decision = hallDecider.decide(
      hall,
      act.does === 'call'
        ? callNext(minute)
        : {
            type: 'IssueTicket',
            ticketId: ticketId(`t${n}`),
            queueId: queue,
            priority: 'normal',
            number: null,
            subscriberId: null,
            ...times,
          },
    );
    if (!decision.ok) throw new Error(decision.refusal.code);
    hall = decision.events.reduce<HallState>(hallDecider.evolve, hall) as RunningHall;
  }
  return hall;
};

const weights = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 4 });

describe('whatever comes to a window', () => {
  it('the longest wait never passes an earlier front', () => {
    fc.assert(
      fc.property(acts, (list) => {
        liveDay(lab('longest_wait', [1, 1, 1]), list, ({ hall, ticket }) => {
          for (const front of frontsNow(hall))
            expect(front.enteredAt >= ticket.enteredAt, front.number).to.equal(true);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('who waits beyond the longest wait goes first, the one furthest over before all', () => {
    const limits = fc.array(fc.option(fc.integer({ min: 30, max: 900 })), {
      minLength: 3,
      maxLength: 3,
    });
    const rules = fc.constantFrom('preference', 'longest_wait', 'shares');
    fc.assert(
      fc.property(acts, limits, rules, (list, max, rule) => {
        liveDay(lab(rule as 'shares', [1, 2, 3], max), list, ({ hall, minute, ...seen }) => {
          const over = ({ queueId: queue, enteredAt }: Ticket): number => {
            const limit = max[queueNames.indexOf(queue)] ?? Infinity;
            return epochMs(later(minute)) - epochMs(enteredAt) - limit * 1000;
          };
          const worst = Math.max(...frontsNow(hall).map(over));
          expect(seen.reason === 'over_max_wait').to.equal(worst > 0);
          if (worst > 0) expect(over(seen.ticket)).to.equal(worst);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('while all queues have people, each has had its share to within one call', () => {
    fc.assert(
      fc.property(weights, (list) => {
        const settings = lab('shares', list);
        const total = list.reduce((sum, each) => sum + each, 0);
        let turns: Turns = new Map();
        const [window] = settings.windows;
        if (window === undefined) throw new Error('expected a window');
        const counts = new Map(window.queueIds.map((id) => [id, 0]));
        for (let calls = 1; calls <= 3 * total; calls += 1) {
          const turn = heaviest(window, turns, window.queueIds) ?? queueA;
          turns = spend(window, { turns, waiting: window.queueIds, queueId: turn });
          counts.set(turn, (counts.get(turn) ?? 0) + 1);
          for (const [n, id] of window.queueIds.entries()) {
            const due = (calls * (list[n] ?? 1)) / total;
            expect(Math.abs((counts.get(id) ?? 0) - due), `${id} at ${calls}`).to.be.at.most(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('with shares nobody is passed over for long, whatever other queues come and go', () => {
    const presence = fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), {
      minLength: 60,
      maxLength: 120,
      size: 'max',
    });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 4, maxLength: 4 }),
        presence,
        (list, others) => {
          const [window] = lab('shares', list).windows;
          if (window === undefined) throw new Error('expected a window');
          let turns: Turns = new Map();
          let passedOver = 0;
          for (const there of others) {
            // Queue D waits all the time; the others come and go.
            const waiting = window.queueIds.filter((_, n) => n === 3 || there[n] === true);
            const turn = heaviest(window, turns, waiting) ?? queueA;
            turns = spend(window, { turns, waiting, queueId: turn });
            passedOver = turn === queueId('D') ? 0 : passedOver + 1;
            expect(passedOver).to.be.at.most(60);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the next three are the three that are called, as long as nobody comes', () => {
    const rules = fc.constantFrom('preference', 'longest_wait', 'shares');
    fc.assert(
      fc.property(acts, weights, rules, (list, shares, rule) => {
        const settings = lab(rule as 'shares', shares, [200, null, 400]);
        let hall = liveDay(settings, list, () => undefined);
        const told = nextThree(hall, window1, later(600)).map(({ number }) => number);
        const calls: string[] = [];
        while (calls.length < told.length) {
          const decision = hallDecider.decide(hall, callNext(600));
          if (!decision.ok) throw new Error(decision.refusal.code);
          for (const event of decision.events)
            if (event.type === 'WindowCalled') calls.push(event.data.number);
          hall = decision.events.reduce<HallState>(hallDecider.evolve, hall) as RunningHall;
        }
        expect(calls).to.deep.equal(told);
      }),
      { numRuns: 150 },
    );
  });
});
