import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { ticketOf, waitingOfQueue } from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../../src/domain/hall/state.js';
import { epochMs, instant, ticketId } from '../../../../src/domain/ids.js';
import { priorityRank } from '../../../../src/domain/settings/priorities.js';
import type { HallSettings, QueueSettings } from '../../../../src/domain/settings/settings.js';
import { demo, nine, openDemo, queueA, window1 } from '../demo-hall.js';

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

type Move = Readonly<{ take: Id } | { take: null }>;
/** Arrivals and calls in turn, nothing else: what the promises speak of. */
const days: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({ take: fc.constantFrom<Id | null>('vip', 'senior', 'normal', 'normal', null, null) }),
  { maxLength: 120, size: 'max' },
);

type Look = (hall: RunningHall, event: HallEvent, before: RunningHall) => void;

/** Plays a day, a few seconds between its moves, and looks at each event. */
const play = (queue: Partial<QueueSettings>, moves: readonly Move[], look: Look): void => {
  let state: HallState = hallDecider.initialState;
  let seconds = 0;
  const apply = (command: Record<string, unknown>): void => {
    seconds += 20;
    const at = instant(epochMs(nine) + seconds * 1000);
    const decision = hallDecider.decide(state, { ...command, at, occurredAt: null } as HallCommand);
    if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
    for (const event of decision.events) {
      const before = state;
      state = hallDecider.evolve(state, event);
      if (state.status !== 'unopened' && before.status !== 'unopened') look(state, event, before);
    }
  };
  apply({ ...openDemo, settings: settings(queue) });
  apply({ type: 'OpenWindow', windowId: window1 });
  for (const [index, { take }] of moves.entries())
    if (take === null) apply({ type: 'CallNext', windowId: window1 });
    else {
      const bare = { ticketId: ticketId(`t${index}`), queueId: queueA, priority: take };
      apply({ type: 'IssueTicket', ...bare, number: null, subscriberId: null });
    }
};

const waiting = (hall: RunningHall): readonly Ticket[] => [...waitingOfQueue(hall, queueA)];
const holds = (queue: Partial<QueueSettings>, look: Look, numRuns = 500): void => {
  fc.assert(
    fc.property(days, (moves) => play(queue, moves, look)),
    { numRuns },
  );
};

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

  it('interleave: priorities that wait all the time have their shares to within one call', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          three.map(({ id }) => id),
          { minLength: 2 },
        ),
        (ids) => {
          const counts = new Map<string, number>();
          const total = three
            .filter(({ id }) => ids.includes(id))
            .reduce((n, { share }) => n + share, 0);
          let calls = 0;
          const crowd = Array.from({ length: 40 }, () => ids.map((take) => ({ take }))).flat();
          const rush = Array.from({ length: 30 }, () => ({ take: null }));
          play({ order: 'interleave' }, [...crowd, ...rush], (hall, event) => {
            if (event.type !== 'WindowCalled') return;
            const { priority } = ticketOf(hall, event.data.ticketId) ?? {};
            counts.set(priority ?? '', (counts.get(priority ?? '') ?? 0) + 1);
            calls += 1;
            for (const { id, share } of three.filter((one) => ids.includes(one.id)))
              expect(counts.get(id) ?? 0, `${id} of ${calls}`).to.be.closeTo(
                (calls * share) / total,
                1.0001,
              );
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('interleave: who was away gains nothing for it', () => {
    const normals = Array.from({ length: 60 }, () => ({ take: 'normal' as const }));
    const calls = Array.from({ length: 30 }, () => ({ take: null }));
    const vips = Array.from({ length: 20 }, () => ({ take: 'vip' as const }));
    const called: string[] = [];
    play({ order: 'interleave' }, [...normals, ...calls, ...vips, ...calls], (hall, event) => {
      if (event.type === 'WindowCalled')
        called.push(ticketOf(hall, event.data.ticketId)?.priority ?? '');
    });
    // For 30 calls nobody of theirs was there; from then on they have three calls of four, not more.
    const afterwards = called.slice(30, 50).filter((priority) => priority === 'vip').length;
    expect(afterwards).to.be.within(14, 16);
  });

  it('a locked head: nobody enters before the first two, whatever the rule', () => {
    fc.assert(
      fc.property(fc.constantFrom('strict', 'head-start', 'interleave'), days, (order, moves) => {
        play({ order, lockedHead: 2 }, moves, (hall, event, before) => {
          if (event.type !== 'TicketIssued') return;
          const head = waiting(before)
            .slice(0, 2)
            .map((ticket) => ticket.number);
          const now = waiting(hall)
            .slice(0, head.length)
            .map((ticket) => ticket.number);
          expect(now).to.deep.equal(head);
        });
      }),
      { numRuns: 500 },
    );
  });
});
