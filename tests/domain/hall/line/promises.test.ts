import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import {
  queueLine,
  ticketOf,
  ticketsOfLine,
  waitingOfQueue,
} from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../../src/domain/hall/state.js';
import { epochMs, type TicketId } from '../../../../src/domain/ids.js';
import { priorityRank, type PriorityClass } from '../../../../src/domain/settings/priorities.js';
import type {
  HallSettings,
  OrderRule,
  QueueSettings,
} from '../../../../src/domain/settings/settings.js';
import { demo, later, openDemo, queueA } from '../demo-hall.js';
import type { Step } from '../random-steps.js';
import { LineDay, type Look } from './line-day.js';
import { orderDays } from './order-days.js';
import { lineRules, orderedBy } from './random-rules.js';

const three = [
  { id: 'vip', name: '绿色通道', headStartSeconds: 1200, share: 3 },
  { id: 'senior', name: '老人', headStartSeconds: 300, share: 2 },
  { id: 'normal', name: '普通', headStartSeconds: 0, share: 1 },
] as const;
type Id = (typeof three)[number]['id'];

const settings = (queue: Partial<QueueSettings>): HallSettings => ({
  ...demo,
  priorities: three,
  queues: demo.queues.map((one) => (one.queueId === queueA ? { ...one, ...queue } : one)),
});

/** Who takes a number; null: somebody is called. */
type Move = Id | null;
const move = fc.constantFrom<Move>('vip', 'senior', 'normal', 'normal', null, null);
/** Arrivals and calls in turn, nothing else: what the promises of the rules speak of. */
const days: fc.Arbitrary<readonly Move[]> = fc.array(move, { maxLength: 120, size: 'max' });

const playOn = (day: LineDay, moves: readonly Move[]): void => {
  for (const one of moves)
    if (one === null) day.call();
    else day.take(one);
};
const holds = (queue: Partial<QueueSettings>, look: Look): void => {
  fc.assert(
    fc.property(days, (moves) => playOn(new LineDay(settings(queue), look), moves)),
    { numRuns: 500 },
  );
};

const orders = ['strict', 'head-start', 'interleave'] as const;
const listed = (order: OrderRule, priorities: readonly PriorityClass[]): HallSettings => ({
  ...settings({ order }),
  priorities,
});
/** Settings before and after a change that orders the line otherwise. */
const changes: fc.Arbitrary<readonly [HallSettings, HallSettings]> = fc
  .tuple(fc.constantFrom(...orders), fc.constantFrom('order', 'list', 'numbers'))
  .map(([order, what]) => {
    const first = listed(order, three);
    if (what === 'order' || (what === 'numbers' && order === 'strict')) {
      const other = orders[(orders.indexOf(order) + 1) % orders.length] ?? order;
      return [first, listed(other, three)];
    }
    if (what === 'list') return [first, listed(order, three.toReversed())];
    const others = three.map((one) => ({ ...one, headStartSeconds: 900, share: 5 }));
    return [first, listed(order, others)];
  });

/** Who enters a queue's line by an event, where no clerk has put them before everyone. */
const enteredBy = (event: HallEvent, command: HallCommand): TicketId | null => {
  switch (event.type) {
    case 'TicketIssued':
    case 'TicketTransferred':
    case 'TicketPriorityChanged':
      return event.data.ticketId;
    case 'TicketReturned': {
      const byClerk = command.type === 'ReturnTicket' && command.position?.kind === 'first';
      return byClerk ? null : event.data.ticketId;
    }
    default:
      return null;
  }
};

/** Whoever was among the first that are locked is among them still, in the same order. */
const expectHeadKept = (before: RunningHall, after: RunningHall, entered: TicketId): void => {
  for (const { queueId, lockedHead } of before.settings.queues) {
    const idsOf = (hall: RunningHall): readonly TicketId[] =>
      [...ticketsOfLine(hall, queueLine(hall, queueId), 0)].map((ticket) => ticket.ticketId);
    const head = idsOf(before).slice(0, lockedHead);
    // One of the head that is moved itself was one of them; a priority moves none.
    const isMoved = head.includes(entered) && !idsOf(after).includes(entered);
    if (!isMoved) expect(idsOf(after).slice(0, head.length)).to.deep.equal(head);
  }
};

const waiting = (hall: RunningHall): readonly Ticket[] => [...waitingOfQueue(hall, queueA)];

describe('the promise of', () => {
  it('strict: no lower priority is called in turn while a higher one waits', () => {
    holds({ order: 'strict' }, (hall, event) => {
      if (event.type !== 'WindowCalled') return;
      const called = ticketOf(hall, event.data.ticketId);
      for (const one of waiting(hall))
        expect(priorityRank(hall.settings, one.priority)).to.be.at.least(
          priorityRank(hall.settings, called?.priority ?? ''),
        );
    });
  });

  it('head-start: nobody is overtaken by one who came later than their head starts differ', () => {
    holds({ order: 'head-start' }, (hall, event, before) => {
      if (event.type !== 'WindowCalled') return;
      const headStart = (ticket: Ticket): number =>
        (three.find(({ id }) => id === ticket.priority)?.headStartSeconds ?? 0) * 1000;
      const called = ticketOf(before, event.data.ticketId);
      if (called === undefined) throw new Error('expected the called ticket');
      for (const left of waiting(hall)) {
        const latest = epochMs(left.issuedAt) + headStart(called) - headStart(left);
        expect(epochMs(called.issuedAt)).to.be.at.most(latest);
      }
    });
  });

  it('a changed rule: whoever waits keeps the order and goes before who enters from then on', () => {
    fc.assert(
      fc.property(changes, days, days, ([first, second], before, after) => {
        const day = new LineDay(first);
        playOn(day, before);
        const present = day.ids;
        day.change(second);
        expect(day.ids).to.deep.equal(present);
        for (const one of after) {
          playOn(day, [one]);
          const left = present.filter((id) => day.ids.includes(id));
          expect(day.ids.slice(0, left.length)).to.deep.equal(left);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('exact places: first is before everyone, and behind n is behind n, whatever the rule', () => {
    const where = fc.oneof(fc.constant('first' as const), fc.nat(12));
    fc.assert(
      fc.property(lineRules, days, fc.array(where, { minLength: 1 }), (rules, moves, places) => {
        const day = new LineDay(orderedBy(demo, rules));
        playOn(
          day,
          moves.map((one) => (one === null ? null : 'normal')),
        );
        for (const place of places) {
          const called = day.call();
          if (called === undefined) return;
          const others = day.ids;
          day.back(
            called.ticketId,
            place === 'first' ? { kind: 'first' } : { kind: 'after', n: place },
          );
          const behind = place === 'first' ? 0 : Math.max(place, rules.lockedHead);
          const expected = others.toSpliced(behind, 0, called.ticketId);
          expect(day.ids).to.deep.equal(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a locked head: nobody enters before the first n, but whom a clerk puts there', () => {
    fc.assert(
      fc.property(lineRules, orderDays, (rules, random) => {
        let state: HallState = hallDecider.initialState;
        const opening: readonly Step[] = [
          { ...openDemo, settings: orderedBy(demo, rules), settingsRevision: 1 },
          ...demo.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
        ];
        for (const [minute, step] of [...opening, ...random].entries()) {
          const command: HallCommand = { ...step, at: later(minute), occurredAt: null };
          const decision = hallDecider.decide(state, command);
          for (const event of decision.ok ? decision.events : []) {
            const before = state;
            state = hallDecider.evolve(state, event);
            if (before.status === 'unopened' || state.status === 'unopened') continue;
            const entered = enteredBy(event, command);
            if (entered !== null) expectHeadKept(before, state, entered);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
