import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand, IssueTicket } from '../../../../src/domain/hall/commands.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { ticketsByIssue } from '../../../../src/domain/hall/queries.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import { epochMs, instant, ticketId } from '../../../../src/domain/ids.js';
import type { HallSettings, QueueSettings } from '../../../../src/domain/settings/settings.js';
import {
  bound,
  called,
  cancelled,
  completed,
  issued,
  noShow,
  opened,
  taken,
  unbound,
  windowOpened,
} from '../demo-events.js';
import {
  anna,
  boris,
  demo,
  given,
  idOf,
  later,
  nine,
  now,
  openDemo,
  queueA,
  queueB,
  window1,
} from '../demo-hall.js';

const queueWith = (changes: Partial<QueueSettings>): Partial<HallSettings> => ({
  queues: demo.queues.map((queue) => (queue.queueId === queueA ? { ...queue, ...changes } : queue)),
});
const take = (id: string, changes: Partial<IssueTicket> = {}): IssueTicket => ({
  type: 'IssueTicket',
  ticketId: idOf(id),
  queueId: queueA,
  priority: 'normal',
  number: null,
  subscriberId: null,
  ...now,
  ...changes,
});
const day = (from: string, to: string) => ({ weekly: { sat: [[from, to]] as const }, days: {} });

describe('the numbers of a queue', () => {
  it('are used up at once where what is skipped leaves none', () => {
    const skip = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    given(opened(queueWith({ skip, firstNumber: 1 })))
      .when(take('A001'))
      .thenRefused({ code: 'numbers_exhausted', queueId: queueA });
    given(opened(queueWith({ skip: ['0'], digits: 2, lastNumber: 9 })))
      .when(take('A01'))
      .thenRefused({ code: 'numbers_exhausted', queueId: queueA });
  });

  it('begin and end where it has them, with its digits, and none begins again', () => {
    const range = queueWith({ firstNumber: 8, lastNumber: 9, digits: 4 });
    given(opened(range)).when(take('A0008')).then(taken('A0008', 1));
    given(opened(range), taken('A0008', 1)).when(take('A0009')).then(taken('A0009', 2));
    const both = [taken('A0008', 1), taken('A0009', 2)];
    given(opened(range), ...both)
      .when(take('A0010'))
      .thenRefused({ code: 'numbers_exhausted', queueId: queueA });
    given(opened(range), ...both, cancelled('A0009'))
      .when(take('A0010'))
      .thenRefused({ code: 'numbers_exhausted', queueId: queueA });
  });

  it('contain no text that is skipped, neither the next nor one from outside', () => {
    const without4 = queueWith({ skip: ['4', '13'] });
    given(opened(without4), taken('A003', 1)).when(take('A005')).then(taken('A005', 2));
    given(opened(without4), taken('A012', 1)).when(take('A015')).then(taken('A015', 2));
    given(opened(without4), taken('A399', 1)).when(take('A500')).then(taken('A500', 2));
    given(opened(without4))
      .when(take('X', { number: 'A014' }))
      .thenRefused({
        code: 'number_invalid',
        number: 'A014',
        expected: 'A and 3 digits, or up to 8 without a zero in front, without 4, 13',
      });
  });

  it('sound alike in no two ways', () => {
    given(opened(), issued('A001', 1))
      .when(take('X', { number: 'A0001' }))
      .thenRefused({
        code: 'number_invalid',
        number: 'A0001',
        expected: 'A and 3 digits, or up to 8 without a zero in front',
      });
    given(opened())
      .when(take('A1000', { number: 'A1000' }))
      .then(issued('A1000', 1));
  });
});

describe('the hours of a queue', () => {
  // The demo's day is a Saturday, and nine o'clock is its local time.
  it('are its own, else the hall’s', () => {
    given(opened({ hours: day('10:00', '12:00') }))
      .when(take('A001'))
      .thenRefused({ code: 'queue_closed', queueId: queueA, opensAt: later(60) });
    given(opened({ hours: day('10:00', '12:00'), ...queueWith({ hours: day('09:00', '10:00') }) }))
      .when(take('A001'))
      .then(taken('A001', 1));
  });

  it('end for new numbers so long before closing', () => {
    const settings = queueWith({ hours: day('08:00', '10:00'), lastTicketMinutes: 30 });
    const at = (minutes: number) => ({ at: later(minutes) });
    given(opened(settings))
      .when(take('A001', at(29)))
      .then({ ...taken('A001', 1), at: later(29) });
    given(opened(settings))
      .when(take('A001', at(30)))
      .thenRefused({ code: 'closing_soon', queueId: queueA, closesAt: later(60) });
  });

  it('end for new numbers when the call would, at worst, come after closing', () => {
    const settings = queueWith({
      hours: day('08:00', '09:30'),
      stopByEstimate: true,
      serviceSeconds: 300,
    });
    const waiting = [issued('A001', 1), issued('A002', 2), issued('A003', 3)];
    given(opened(settings), windowOpened(window1), issued('A001', 1))
      .when(take('A002'))
      .then(taken('A002', 2));
    given(opened(settings), windowOpened(window1), ...waiting)
      .when(take('A004'))
      .thenRefused({ code: 'closing_soon', queueId: queueA, closesAt: later(30) });
    // Where no window is open nobody knows, and nobody is turned away for it.
    given(opened(settings), ...waiting)
      .when(take('A004'))
      .then(taken('A004', 4));
  });

  it('are passed by 加号 and by who has an appointment, not by a pause', () => {
    const closed = opened({ hours: day('10:00', '12:00') });
    const extra = taken('A001', 1);
    given(closed)
      .when(take('A001', { extra: true }))
      .then({ ...extra, data: { ...extra.data, extra: true } } as typeof extra);
  });
});

describe('a quota', () => {
  it('of the day counts who took a number, less who gave it up before a call', () => {
    const two = opened(queueWith({ quota: { day: 2, slots: [] } }));
    const full = { code: 'quota_exhausted', queueId: queueA, nextSlot: null } as const;
    const both = [issued('A001', 1), issued('A002', 2)];
    given(two, ...both)
      .when(take('A003'))
      .thenRefused(full);
    given(two, ...both, cancelled('A001'))
      .when(take('A003'))
      .then(taken('A003', 3));
    given(two, windowOpened(window1), ...both, called('A001', window1), cancelled('A001'))
      .when(take('A003'))
      .thenRefused(full);
    const extra = taken('A003', 3);
    given(two, ...both)
      .when(take('A003', { extra: true }))
      .then({ ...extra, data: { ...extra.data, extra: true } } as typeof extra);
  });

  it('of a part of the day names the next one that has room', () => {
    const slots = [
      { from: '09:00', to: '10:00', tickets: 1 },
      { from: '10:00', to: '11:00', tickets: 0 },
      { from: '14:00', to: '15:00', tickets: 5 },
    ];
    given(opened(queueWith({ quota: { day: null, slots } })), issued('A001', 1))
      .when(take('A002'))
      .thenRefused({
        code: 'quota_exhausted',
        queueId: queueA,
        nextSlot: { from: later(300), to: later(360) },
      });
  });

  it('of a part that the day begins in counts its first hours and the last of its night as one', () => {
    const slots = [{ from: '08:00', to: '10:00', tickets: 1 }];
    const hall = opened({
      ...queueWith({ quota: { day: null, slots } }),
      dayStartsAt: '08:30',
    });
    given(hall).when(take('A001')).then(taken('A001', 1));
    given(hall, issued('A001', 1))
      .when(take('A002'))
      .thenRefused({ code: 'quota_exhausted', queueId: queueA, nextSlot: null });
  });
});

describe('what one person may have', () => {
  const one = { perQueue: 1, perHall: null };
  const held = [issued('A001', 1), bound('A001', anna, 1)];
  const tooMany = { code: 'too_many_tickets', ticketId: idOf('A001') } as const;

  it('is judged whenever they get a ticket', () => {
    const hall = opened({ openPerPerson: one });
    given(hall, ...held)
      .when(take('A002', { subscriberId: anna }))
      .thenRefused(tooMany);
    given(hall, ...held)
      .when(take('A002', { subscriberId: boris }))
      .then(taken('A002', 2), bound('A002', boris, 1));
    given(hall, ...held, issued('A002', 2))
      .when({ type: 'BindTicket', ticketId: idOf('A002'), subscriberId: anna, ...now })
      .thenRefused(tooMany);
    given(hall, ...held)
      .when(take('B001', { queueId: queueB, subscriberId: anna }))
      .then(taken('B001', 2), bound('B001', anna, 1));
  });

  it('is counted over the hall where the hall has it so', () => {
    given(opened({ openPerPerson: { perQueue: null, perHall: 1 } }), ...held)
      .when(take('B001', { queueId: queueB, subscriberId: anna }))
      .thenRefused(tooMany);
  });

  it('is open no more once the visit has ended or the call was missed', () => {
    const hall = [opened({ openPerPerson: one }), windowOpened(window1), ...held];
    for (const end of [completed('A001', window1), noShow('A001', window1)])
      given(...hall, called('A001', window1), end)
        .when(take('A002', { subscriberId: anna }))
        .then(taken('A002', 2), bound('A002', anna, 1));
    given(opened({ perPersonADay: 1 }), ...held, cancelled('A001'))
      .when(take('A002', { subscriberId: anna }))
      .thenRefused(tooMany);
  });

  it('is no other ticket when they bind again the one that they had', () => {
    given(opened({ perPersonADay: 1, openPerPerson: one }), ...held, unbound('A001', anna))
      .when({ type: 'BindTicket', ticketId: idOf('A001'), subscriberId: anna, ...now })
      .then(bound('A001', anna, 1));
  });
});

type Move = Readonly<{ kind: 'take' | 'call' | 'cancel' | 'slots'; pick: number }>;

describe('whatever is taken, called and given up', () => {
  const slotsOf = (pick: number) =>
    [
      [{ from: '09:00', to: '10:00', tickets: 3 }],
      [
        { from: '09:00', to: '09:30', tickets: 2 },
        { from: '09:30', to: '12:00', tickets: 4 },
      ],
      [],
    ][pick % 3] ?? [];

  it('no quota is exceeded, and no number has a skipped text or is given twice', () => {
    const moves: fc.Arbitrary<readonly Move[]> = fc.array(
      fc.record({
        kind: fc.constantFrom('take', 'take', 'take', 'call', 'cancel', 'slots'),
        pick: fc.nat(20),
      }),
      { maxLength: 60, size: 'max' },
    );
    fc.assert(
      fc.property(moves, (list) => {
        let state: HallState = hallDecider.initialState;
        let minute = 0;
        let quota: QueueSettings['quota'] = { day: 8, slots: slotsOf(0) };
        const settings = () => ({ ...demo, ...queueWith({ quota, skip: ['4', '7'] }) });
        const apply = (command: Record<string, unknown>): string => {
          const at = instant(epochMs(nine) + minute * 60_000);
          const timed = { ...command, at, occurredAt: null } as HallCommand;
          const decision = hallDecider.decide(state, timed);
          if (!decision.ok) return decision.refusal.code;
          state = decision.events.reduce(hallDecider.evolve, state);
          return 'ok';
        };
        apply({ ...openDemo, settings: settings() });
        apply({ type: 'OpenWindow', windowId: window1 });
        const taking: Record<string, { at: number; given: boolean; called: boolean }> = {};
        for (const [index, { kind, pick }] of list.entries()) {
          minute += 3;
          const ids = Object.keys(taking);
          const id = ids[pick % Math.max(1, ids.length)];
          if (kind === 'slots') {
            quota = { day: 8, slots: slotsOf(pick) };
            apply({ type: 'ChangeSettings', settings: settings(), settingsRevision: 10 + index });
          } else if (kind === 'take') {
            const counted = Object.values(taking).filter(({ given: back }) => !back);
            const slot = quota.slots.find(({ from, to }) => {
              const [start, end] = [from, to].map((time) => minutesFromNine(time));
              return (start ?? 0) <= minute && minute < (end ?? 0);
            });
            const inSlot = counted.filter(
              ({ at }) =>
                slot !== undefined &&
                minutesFromNine(slot.from) <= at &&
                at < minutesFromNine(slot.to),
            );
            const full =
              counted.length >= 8 || (slot !== undefined && inSlot.length >= slot.tickets);
            const said = apply(take(`t${index}`) as unknown as Record<string, unknown>);
            expect(said).to.equal(full ? 'quota_exhausted' : 'ok');
            if (!full)
              taking[String(idOf(`t${index}`))] = { at: minute, given: false, called: false };
          } else if (kind === 'call') apply({ type: 'CallNext', windowId: window1 });
          else if (
            id !== undefined &&
            apply({ type: 'CancelTicket', ticketId: ticketId(id) }) === 'ok'
          ) {
            const one = taking[id];
            const ticket =
              state.status === 'unopened'
                ? undefined
                : [...ticketsByIssue(state)].find((t) => t.ticketId === id);
            if (one !== undefined && ticket?.firstCalledAt === null) one.given = true;
          }
        }
        if (state.status === 'unopened') return;
        const numbers = [...ticketsByIssue(state)].map(({ number }) => number);
        expect(new Set(numbers).size).to.equal(numbers.length);
        expect(numbers.filter((number) => /[47]/.test(number))).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });
});

const minutesFromNine = (time: string): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - 540;
