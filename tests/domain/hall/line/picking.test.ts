import { expect } from 'chai';
import type { CallNext, CallTicket, CommandAuthor } from '../../../../src/domain/hall/commands.js';
import type { CallReason, HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { nextThree } from '../../../../src/domain/hall/line/pick.js';
import { lastPlace } from '../places.js';
import { spend } from '../../../../src/domain/hall/line/turns.js';
import type { HallState, RunningHall } from '../../../../src/domain/hall/state.js';
import { queueId, windowId, type WindowId } from '../../../../src/domain/ids.js';
import { windowDefaults } from '../../../../src/domain/settings/defaults.js';
import type { HallSettings, WindowSettings } from '../../../../src/domain/settings/settings.js';
import { called, completed, issued, opened, transferred, windowOpened } from '../demo-events.js';
import {
  demo,
  given,
  hallAfter,
  later,
  nowhere,
  now,
  queueA,
  queueB,
  window1,
  window2,
  window3,
} from '../demo-hall.js';

const at = (minute: number, event: HallEvent): HallEvent => ({ ...event, at: later(minute) });
const callNext = (id: WindowId, minute: number): CallNext => ({
  type: 'CallNext',
  windowId: id,
  at: later(minute),
  occurredAt: null,
});

/** The demo hall, whose window 2 (A, then B) picks so. */
const picking = (
  window: Partial<WindowSettings>,
  maxWaitSeconds: Readonly<Record<string, number>> = {},
): HallEvent =>
  opened({
    windows: demo.windows.map((each) =>
      each.windowId === window2 ? { ...each, ...window } : each,
    ),
    queues: demo.queues.map((each) => ({
      ...each,
      maxWaitSeconds: maxWaitSeconds[each.queueId] ?? null,
    })),
  });

const next = (minute: number, number: string, reason: CallReason): HallEvent =>
  at(minute, called(number, window2, { reason }));

// B001 came first, then A001; A002 and B002 later.
const line = [
  windowOpened(window2),
  at(1, issued('B001', 1)),
  at(2, issued('A001', 2)),
  at(3, issued('A002', 3)),
  at(4, issued('B002', 4)),
];

describe('a window that prefers one queue', () => {
  it('calls from it as long as anybody waits there', () => {
    given(picking({}), ...line)
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'preference'));
  });
});

describe('a window that looks at the longest wait', () => {
  const longest = picking({ pick: 'longest_wait' });

  it('calls whoever of the fronts came first', () => {
    given(longest, ...line)
      .when(callNext(window2, 9))
      .then(next(9, 'B001', 'longest_wait'));
    given(longest, ...line, next(9, 'B001', 'longest_wait'), completed('B001', window2))
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'longest_wait'));
  });

  it('looks at fronts only: the order within a line stays', () => {
    given(longest, ...line.slice(0, 3), at(5, issued('B009', 5, { priority: 'priority' })))
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'longest_wait'));
  });

  it('prefers as it is set where two came at the same time', () => {
    given(longest, windowOpened(window2), issued('B001', 1), issued('A001', 2))
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'longest_wait'));
  });

  it('counts from the entry into this line, not from the issue of the number', () => {
    const sent = transferred('B001', {
      from: window3,
      toQueueId: queueA,
      place: lastPlace(9),
      stay: 2,
    });
    given(longest, ...line, called('B001', window3), at(7, sent))
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'longest_wait'));
  });
});

describe('a queue with a longest wait', () => {
  it('goes before the others once its front has waited longer', () => {
    given(picking({}, { B: 300 }), ...line)
      .when(callNext(window2, 6))
      .then(next(6, 'A001', 'preference'));
    given(picking({}, { B: 300 }), ...line)
      .when(callNext(window2, 7))
      .then(next(7, 'B001', 'over_max_wait'));
  });

  it('goes by who is furthest over, not by who has waited longest', () => {
    const hall = picking({ pick: 'longest_wait' }, { A: 60, B: 300 });
    given(hall, ...line)
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'over_max_wait'));
  });

  it('never goes before those who wait for this window alone', () => {
    const sent = { from: window1, toQueueId: queueA, toWindowId: window2, stay: 2 };
    given(
      picking({}, { A: 60, B: 60 }),
      ...line,
      at(8, called('A002', window1, { how: 'given' })),
      at(8, transferred('A002', { ...sent, place: lastPlace(5) })),
    )
      .when(callNext(window2, 9))
      .then(next(9, 'A002', 'own_line'));
  });

  it('is asked of no window that does not serve it', () => {
    given(picking({}, { B: 1 }), windowOpened(window1), ...line)
      .when(callNext(window1, 9))
      .then(at(9, called('A001', window1)));
  });
});

describe('a window with shares', () => {
  const shares = picking({ pick: 'shares', shares: { A: 2 } });
  const many = [1, 2, 3, 4, 5].flatMap((n) => [issued(`A00${n}`, n), issued(`B00${n}`, n + 5)]);
  const numbersCalled = (hall: RunningHall, times: number): string[] => {
    const numbers: string[] = [];
    let state: HallState = hall;
    for (let call = 0; call < times; call += 1) {
      const decision = hallDecider.decide(state, callNext(window2, 20));
      if (!decision.ok) throw new Error(decision.refusal.code);
      for (const event of decision.events)
        if (event.type === 'WindowCalled') numbers.push(event.data.number);
      state = decision.events.reduce(hallDecider.evolve, state);
    }
    return numbers;
  };

  it('calls two of A for each one of B, smoothly', () => {
    given(shares, windowOpened(window2), ...many)
      .when(callNext(window2, 9))
      .then(next(9, 'A001', 'share'));
    const hall = hallAfter(shares, windowOpened(window2), ...many);
    expect(numbersCalled(hall, 6)).to.deep.equal(['A001', 'B001', 'A002', 'A003', 'B002', 'A004']);
  });

  it('calls from the only queue in which somebody waits, which costs it nothing later', () => {
    const alone = hallAfter(
      shares,
      windowOpened(window2),
      ...many.filter((_, n) => n % 2 === 1),
      next(9, 'B001', 'share'),
      next(9, 'B002', 'share'),
      ...many.filter((_, n) => n % 2 === 0),
    );
    expect(alone.windows.get(window2)?.turns).to.deep.equal(new Map([[queueB, 0]]));
  });

  it('counts no call of its own line, by name, or for a wait that was too long', () => {
    for (const reason of ['own_line', 'given', 'over_max_wait', 'reported'] as const) {
      const hall = hallAfter(shares, windowOpened(window2), ...many, next(9, 'A003', reason));
      expect(hall.windows.get(window2)?.turns.size).to.equal(0);
    }
  });

  it('knows a queue by its own name, whatever every object has by that name', () => {
    const odd = queueId('constructor');
    const window = { ...windowDefaults, windowId: window1, name: '1', queueIds: [queueA, odd] };
    const turns = spend(window, { turns: new Map(), waiting: [queueA, odd], queueId: queueA });
    expect([...turns]).to.deep.equal([
      [queueA, -1],
      [odd, 1],
    ]);
  });
});

describe('calling a given ticket', () => {
  const call = (id: WindowId, number: string, by?: CommandAuthor): CallTicket => ({
    type: 'CallTicket',
    windowId: id,
    ticket: { number },
    ...(by === undefined ? {} : { by }),
    ...now,
  });
  const terminal: CommandAuthor = { tokenId: 'counter', role: 'terminal' };
  const admin: CommandAuthor = { tokenId: 'admin', role: 'admin' };
  const hall = (callGiven: HallSettings['callGiven']): readonly HallEvent[] => [
    opened({ callGiven }),
    windowOpened(window1),
    windowOpened(window3),
    issued('A001', 1),
    issued('A002', 2),
  ];
  const off = { code: 'call_given_off' } as const;

  it('is for any window by default', () => {
    given(...hall('any'))
      .when(call(window3, 'A002', terminal))
      .then(called('A002', window3, { how: 'given' }));
  });

  it("is for a queue's own windows where the hall says so", () => {
    given(...hall('own_queues'))
      .when(call(window3, 'A002', terminal))
      .thenRefused(off);
    given(...hall('own_queues'))
      .when(call(window1, 'A002', terminal))
      .then(called('A002', window1, { how: 'given' }));
    given(...hall('own_queues'))
      .when(call(window1, 'A009', terminal))
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('is for the window that a ticket was sent to, whatever it serves', () => {
    const sent = { from: window1, toQueueId: queueA, toWindowId: window3, stay: 2 };
    given(
      ...hall('own_queues'),
      called('A001', window1),
      transferred('A001', { ...sent, place: lastPlace(3) }),
    )
      .when(call(window3, 'A001', terminal))
      .then(called('A001', window3, { how: 'given' }));
  });

  it('is for nobody but an admin, and the service itself', () => {
    given(...hall('nobody'))
      .when(call(window1, 'A002', terminal))
      .thenRefused(off);
    given(...hall('nobody'))
      .when(call(window1, 'A009', terminal))
      .thenRefused(off);
    for (const by of [admin, undefined])
      given(...hall('nobody'))
        .when(call(window1, 'A002', by))
        .then(called('A002', window1, { how: 'given' }));
  });
});

describe('the next of a window', () => {
  it('are those sent to it, then those of its queues, and nobody for one that is unknown', () => {
    const sent = { from: window1, toQueueId: queueA, toWindowId: window3, stay: 2 };
    const hall = hallAfter(
      opened(),
      windowOpened(window1),
      issued('A001', 1),
      issued('B001', 2),
      issued('B002', 3),
      issued('B003', 4),
      called('A001', window1),
      transferred('A001', { ...sent, place: lastPlace(5) }),
    );
    const numbers = (id: WindowId): string[] =>
      nextThree(hall, id, later(1)).map(({ number }) => number);
    expect(numbers(window3)).to.deep.equal(['A001', 'B001', 'B002']);
    expect(numbers(window1)).to.deep.equal([]);
    expect(numbers(nowhere)).to.deep.equal([]);
    expect(numbers(windowId('2'))).to.deep.equal(['B001', 'B002', 'B003']);
  });
});
