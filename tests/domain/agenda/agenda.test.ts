import { expect } from 'chai';
import fc from 'fast-check';
import {
  decideAgenda,
  type AgendaCommand,
  type BookAppointment,
} from '../../../src/domain/agenda/decide.js';
import type { AgendaEvent, AppointmentBooked } from '../../../src/domain/agenda/events.js';
import { evolveAgenda } from '../../../src/domain/agenda/evolve.js';
import { leftIn, slotsOf } from '../../../src/domain/agenda/slots.js';
import {
  appointmentOf,
  emptyAgenda,
  inOrder,
  type Agenda,
} from '../../../src/domain/agenda/state.js';
import {
  appointmentId,
  businessDay,
  hallId,
  instant,
  subscriberId,
  ticketId,
  type AppointmentId,
  type Instant,
} from '../../../src/domain/ids.js';
import type { AppointmentSettings, HallSettings } from '../../../src/domain/settings/settings.js';
import { appointmentDefaults } from '../../../src/domain/settings/defaults.js';
import { anna, boris, demo, queueA, queueB } from '../hall/demo-hall.js';
import { specificationOf } from '../specification.js';

const saturday = businessDay('2025-03-08');
/** The Monday before, 9 in the morning in Shanghai. */
const monday: Instant = instant(Date.UTC(2025, 2, 3, 1, 0));

const slots = [
  { from: '09:00', to: '10:00', capacity: 2 },
  { from: '10:00', to: '12:00', capacity: 1 },
];
const taking = (changes: Partial<AppointmentSettings> = {}, more: object = {}): HallSettings => ({
  ...demo,
  ...more,
  queues: demo.queues.map((queue) => ({
    ...queue,
    appointments: {
      ...appointmentDefaults,
      slots: { weekly: { sat: slots }, days: {} },
      ...changes,
    },
  })),
});

const idOf = (name: string) => appointmentId(`appointment-${name}`);
const book = (name: string, changes: Partial<BookAppointment> = {}): BookAppointment => ({
  type: 'BookAppointment',
  at: monday,
  appointmentId: idOf(name),
  hallId: hallId('demo'),
  businessDay: saturday,
  queueId: queueA,
  from: '09:00',
  ref: null,
  person: null,
  settings: taking(),
  ...changes,
});
const booked = (name: string, changes: Partial<AppointmentBooked['data']> = {}) =>
  ({
    type: 'AppointmentBooked',
    at: monday,
    occurredAt: null,
    data: {
      appointmentId: idOf(name),
      hallId: hallId('demo'),
      businessDay: saturday,
      queueId: queueA,
      from: '09:00',
      to: '10:00',
      startsAt: instant(Date.UTC(2025, 2, 8, 1, 0)),
      endsAt: instant(Date.UTC(2025, 2, 8, 2, 0)),
      ...changes,
    },
  }) as const satisfies AppointmentBooked;
const of = (name: string) => ({
  at: monday,
  occurredAt: null,
  data: { appointmentId: idOf(name) },
});
const cancelled = (name: string) => ({ type: 'AppointmentCancelled', ...of(name) }) as const;
const missed = (name: string) => ({ type: 'AppointmentMissed', ...of(name) }) as const;
const ticket = ticketId('t-1');
const come = (name: string) =>
  ({
    type: 'AppointmentCheckedIn',
    ...of(name),
    data: { appointmentId: idOf(name), ticketId: ticket, late: false },
  }) as const;
const theirs = (person: typeof anna) => ({ person: { subscriberId: person, since: monday } });

const given = specificationOf<Agenda, AgendaCommand, AgendaEvent, unknown>({
  initialState: emptyAgenda,
  decide: decideAgenda,
  evolve: evolveAgenda,
});

describe('booking an appointment', () => {
  it('promises a place of the slot, by the clock of the hall', () => {
    given().when(book('1')).then(booked('1'));
    given()
      .when(book('1', { ref: 'HIS-7', ...theirs(anna) }))
      .then(booked('1', { ref: 'HIS-7', subscriberId: anna }));
  });

  it('gives no more places than the slot has, and one that was given up again', () => {
    const full = { code: 'slot_full', from: '09:00', to: '10:00' };
    given(booked('1'), booked('2')).when(book('3')).thenRefused(full);
    given(booked('1'), booked('2'), cancelled('1')).when(book('3')).then(booked('3'));
    given(booked('1'), booked('2'), come('1')).when(book('3')).thenRefused(full);
    given(booked('1'), booked('2', { queueId: queueB }))
      .when(book('3'))
      .then(booked('3'));
  });

  it('counts what was booked under other slots where it begins', () => {
    const half = [{ from: '09:00', to: '09:30', capacity: 1 }];
    const settings = taking({ slots: { weekly: { sat: half }, days: {} } });
    given(booked('1')).when(book('2', { settings })).thenRefused({
      code: 'slot_full',
      from: '09:00',
      to: '09:30',
    });
  });

  it('is for today and so many days after it, and for a slot that is not over', () => {
    const tooFar = { code: 'not_bookable', why: 'too_far' };
    given()
      .when(book('1', { settings: taking({ bookableDays: 4 }) }))
      .thenRefused(tooFar);
    given()
      .when(book('1', { settings: taking({ bookableDays: 5 }) }))
      .then(booked('1'));
    const within = instant(Date.UTC(2025, 2, 8, 1, 59));
    given()
      .when(book('1', { at: within }))
      .then({ ...booked('1'), at: within });
    given()
      .when(book('1', { at: instant(Date.UTC(2025, 2, 8, 2, 0)) }))
      .thenRefused({ code: 'not_bookable', why: 'over' });
  });

  it('goes by the slots of the day where it differs from its weekday', () => {
    const days = { '2025-03-08': [{ from: '14:00', to: '15:00', capacity: 1 }] };
    const settings = taking({ slots: { weekly: { sat: slots }, days } });
    given().when(book('1', { settings })).thenRefused({ code: 'unknown_slot', from: '09:00' });
    given()
      .when(book('1', { settings, from: '14:00' }))
      .then(
        booked('1', {
          from: '14:00',
          to: '15:00',
          startsAt: instant(Date.UTC(2025, 2, 8, 6, 0)),
          endsAt: instant(Date.UTC(2025, 2, 8, 7, 0)),
        }),
      );
  });

  it('has the night at the end of a day that begins in the morning', () => {
    const night = [{ from: '01:00', to: '03:00', capacity: 1 }];
    const settings = taking(
      { slots: { weekly: { sat: night }, days: {} } },
      { dayStartsAt: '06:00' },
    );
    given()
      .when(book('1', { settings, from: '01:00' }))
      .then(
        booked('1', {
          from: '01:00',
          to: '03:00',
          startsAt: instant(Date.UTC(2025, 2, 8, 17, 0)),
          endsAt: instant(Date.UTC(2025, 2, 8, 19, 0)),
        }),
      );
  });

  it('has its places once in both hours of a slot that the day begins in', () => {
    const turning = [{ from: '05:00', to: '07:00', capacity: 2 }];
    const settings = taking(
      { slots: { weekly: { sat: turning }, days: {} } },
      { dayStartsAt: '06:00' },
    );
    const asked = (name: string, from: string) => book(name, { settings, from });
    const [queue] = settings.queues;
    if (queue === undefined) throw new Error('expected a queue');
    const shown = slotsOf(queue, saturday, settings);
    expect(shown.map(({ from, to, startsAt, endsAt }) => [from, to, startsAt, endsAt])).to.eql([
      [
        '06:00',
        '07:00',
        instant(Date.UTC(2025, 2, 7, 22, 0)),
        instant(Date.UTC(2025, 2, 7, 23, 0)),
      ],
      [
        '05:00',
        '06:00',
        instant(Date.UTC(2025, 2, 8, 21, 0)),
        instant(Date.UTC(2025, 2, 8, 22, 0)),
      ],
    ]);
    const morning = booked('1', {
      from: '06:00',
      to: '07:00',
      startsAt: instant(Date.UTC(2025, 2, 7, 22, 0)),
      endsAt: instant(Date.UTC(2025, 2, 7, 23, 0)),
    });
    const night = booked('2', {
      from: '05:00',
      to: '06:00',
      startsAt: instant(Date.UTC(2025, 2, 8, 21, 0)),
      endsAt: instant(Date.UTC(2025, 2, 8, 22, 0)),
    });
    given().when(asked('1', '06:00')).then(morning);
    given(morning).when(asked('2', '05:00')).then(night);
    for (const [from, to] of [
      ['05:00', '06:00'],
      ['06:00', '07:00'],
    ] as const)
      given(morning, night).when(asked('3', from)).thenRefused({ code: 'slot_full', from, to });
  });

  it('is refused where the queue takes none', () => {
    given()
      .when(book('1', { settings: demo }))
      .thenRefused({ code: 'not_bookable', why: 'no_appointments' });
    const settings = { ...taking(), queues: [] };
    given().when(book('1', { settings })).thenRefused({ code: 'unknown_queue', queueId: queueA });
  });

  it('is one for a person, queue and day, and one for a name', () => {
    const has = { code: 'already_booked', appointmentId: idOf('1') };
    const annas = booked('1', { subscriberId: anna });
    given(annas)
      .when(book('2', theirs(anna)))
      .thenRefused(has);
    given(annas)
      .when(book('2', theirs(boris)))
      .then(booked('2', { subscriberId: boris }));
    given(annas)
      .when(book('2', { ...theirs(anna), queueId: queueB }))
      .then(booked('2', { subscriberId: anna, queueId: queueB }));
    given(annas, cancelled('1'))
      .when(book('2', theirs(anna)))
      .then(booked('2', { subscriberId: anna }));
    given(booked('1', { ref: 'HIS-7' }))
      .when(book('2', { ref: 'HIS-7', from: '10:00' }))
      .thenRefused(has);
  });

  it('does not hold against a person what they booked before they were forgotten', () => {
    const since = instant(Date.UTC(2025, 2, 4));
    given(booked('1', { subscriberId: anna }))
      .when(book('2', { person: { subscriberId: anna, since }, at: since }))
      .then({ ...booked('2', { subscriberId: anna }), at: since });
  });

  it('happens once', () => {
    given(booked('1')).when(book('1')).thenNothing();
  });
});

describe('an appointment', () => {
  const cancel = { type: 'CancelAppointment', at: monday, appointmentId: idOf('1') } as const;
  const note = {
    type: 'NoteCheckIn',
    at: monday,
    appointmentId: idOf('1'),
    ticketId: ticket,
    late: false,
  } as const;
  const end = { type: 'EndAgenda', at: monday, limit: 10 } as const;

  it('is given up once, and not after it has ended', () => {
    given(booked('1')).when(cancel).then(cancelled('1'));
    given(booked('1'), cancelled('1')).when(cancel).thenNothing();
    given(booked('1'), come('1'))
      .when(cancel)
      .thenRefused({ code: 'appointment_ended', state: 'checked_in' });
    given(booked('1'), missed('1'))
      .when(cancel)
      .thenRefused({ code: 'appointment_ended', state: 'missed' });
    given().when(cancel).thenRefused({ code: 'unknown_appointment' });
  });

  it('is checked in once, as the hall has decided, whatever was written meanwhile', () => {
    given(booked('1')).when(note).then(come('1'));
    given(booked('1'), come('1')).when(note).thenNothing();
    given(booked('1'), cancelled('1')).when(note).then(come('1'));
    given(booked('1'), missed('1')).when(note).then(come('1'));
  });

  it('is missed when the day is over and nobody came', () => {
    given(booked('1'), booked('2'), booked('3'), come('2'), cancelled('3'))
      .when(end)
      .then(missed('1'));
    given(booked('1'), booked('2'))
      .when({ ...end, limit: 1 })
      .then(missed('1'));
    given(booked('1'), missed('1')).when(end).thenNothing();
  });
});

type Step = Readonly<{ kind: 'book' | 'cancel' | 'come' | 'end' | 'resize'; n: number; m: number }>;

/** What the agenda's indexes should say, counted one by one. */
const recount = (agenda: Agenda, from: Instant, to: Instant): number =>
  inOrder(agenda).filter(
    ({ queueId, startsAt, state }) =>
      queueId === queueA && state !== 'cancelled' && from <= startsAt && startsAt < to,
  ).length;

const stateOf = (
  agenda: Agenda,
  { appointmentId: id }: Readonly<{ appointmentId: AppointmentId }>,
) => appointmentOf(agenda, id)?.state;

describe('any day of bookings', () => {
  const step = fc.record({
    kind: fc.constantFrom(
      ...(['book', 'book', 'book', 'cancel', 'come', 'end', 'resize'] as const),
    ),
    n: fc.nat(40),
    m: fc.nat(5),
  });

  const commandOf = ({ kind, n, m }: Step, settings: HallSettings): AgendaCommand => {
    const at = monday;
    if (kind === 'cancel') return { type: 'CancelAppointment', at, appointmentId: idOf(`${n}`) };
    if (kind === 'end') return { type: 'EndAgenda', at, limit: m };
    if (kind === 'come')
      return {
        type: 'NoteCheckIn',
        at,
        appointmentId: idOf(`${n}`),
        ticketId: ticket,
        late: false,
      };
    return book(`${n}`, {
      from: m % 2 === 0 ? '09:00' : '10:00',
      ref: m === 3 ? `ref-${n % 4}` : null,
      ...(m > 3 ? { person: { subscriberId: subscriberId(`p-${n % 5}`), since: monday } } : {}),
      settings,
    });
  };

  it('never promises more places than a slot has, nor two to one person or name', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let [agenda, capacity] = [emptyAgenda, 2];
        for (const one of steps) {
          if (one.kind === 'resize') capacity = 1 + one.m;
          const sized = slots.map((slot) => ({ ...slot, capacity }));
          const settings = taking({ slots: { weekly: { sat: sized }, days: {} } });
          const command = commandOf(one, settings);
          // Only a race makes a cancelled one come: that one counts, over capacity if need be.
          if (command.type === 'NoteCheckIn' && stateOf(agenda, command) === 'cancelled') continue;
          const decided = decideAgenda(agenda, command);
          const events = decided.ok ? decided.events : [];
          agenda = events.reduce<Agenda>(evolveAgenda, agenda);
          const [queue] = settings.queues;
          for (const slot of slotsOf(queue ?? { appointments: null }, saturday, settings)) {
            const taken = recount(agenda, slot.startsAt, slot.endsAt);
            expect(leftIn(agenda, queueA, slot)).to.equal(Math.max(0, capacity - taken));
            const isBookedHere = events.some(
              ({ type, data }) =>
                type === 'AppointmentBooked' && 'from' in data && data.from === slot.from,
            );
            if (isBookedHere) expect(taken).to.be.at.most(capacity);
          }
          const held = inOrder(agenda).filter(({ state }) => state !== 'cancelled');
          const names = held.flatMap(({ ref }) => (ref === null ? [] : [ref]));
          const people = held.flatMap((each) => each.subscriberId ?? []);
          expect(new Set(names).size).to.equal(names.length);
          expect(new Set(people).size).to.equal(people.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
