import type { HallEvent } from '../../../../src/domain/hall/events.js';
import type { Priority } from '../../../../src/domain/settings/priorities.js';
import type { CheckIn } from '../../../../src/domain/hall/commands.js';
import { appointmentId, instant } from '../../../../src/domain/ids.js';
import { appointmentDefaults } from '../../../../src/domain/settings/defaults.js';
import type {
  AppointmentSettings,
  HallSettings,
} from '../../../../src/domain/settings/settings.js';
import { bound, issued, opened, queuePaused, taken } from '../demo-events.js';
import { anna, demo, given, idOf, later, now, queueA } from '../demo-hall.js';

const taking = (changes: Partial<AppointmentSettings> = {}): Partial<HallSettings> => ({
  queues: demo.queues.map((queue) => ({
    ...queue,
    appointments: { ...appointmentDefaults, slots: { weekly: {}, days: {} }, ...changes },
  })),
});
const appointment = appointmentId(idOf('A001'));
/** Promised from 10 past nine to half past. */
const checkIn = (changes: Partial<CheckIn> = {}): CheckIn => ({
  type: 'CheckIn',
  ...now,
  ticketId: idOf('A001'),
  appointmentId: appointment,
  queueId: queueA,
  startsAt: later(10),
  endsAt: later(30),
  subscriberId: null,
  ...changes,
});
const at = (minutes: number) => ({ at: later(minutes) });
type Particulars = Partial<Extract<HallEvent, { type: 'TicketIssued' }>['data']>;
/** The first ticket of the queue, given at a minute with what an appointment adds. */
const firstTicket = (minutes: number, priority: Priority, more: Particulars): HallEvent => {
  const ticket = taken('A001', 1, { priority });
  if (ticket.type !== 'TicketIssued') throw new Error('expected an issue');
  return {
    ...ticket,
    ...at(minutes),
    data: { ...ticket.data, appointmentId: appointment, ...more },
  };
};
const onTime = (minutes: number): HallEvent =>
  firstTicket(minutes, 'priority', { late: false, entersAs: later(10) });
const tooLate = (minutes: number): HallEvent => firstTicket(minutes, 'normal', { late: true });

describe('coming for an appointment', () => {
  it('gives a ticket that stands as though it had come when the slot begins', () => {
    given(opened(taking())).when(checkIn()).then(onTime(0));
    given(opened(taking()))
      .when(checkIn(at(45)))
      .then(onTime(45));
  });

  it('gives it to the person whose appointment it is', () => {
    given(opened(taking()))
      .when(checkIn({ subscriberId: anna }))
      .then(onTime(0), bound('A001', anna, 1));
  });

  it('gives one ticket, however often it is asked for', () => {
    given(opened(taking()), onTime(0)).when(checkIn()).thenNothing();
    given(opened(taking()), onTime(0))
      .when(checkIn(at(600)))
      .thenNothing();
  });

  it('is too early before the grace of the queue', () => {
    const slot = { startsAt: later(31), endsAt: later(60) };
    given(opened(taking()))
      .when(checkIn(slot))
      .thenRefused({ code: 'too_early', from: later(1) });
    const rules = { checkIn: { earlyMinutes: 0, lateMinutes: 0 } };
    given(opened(taking(rules)))
      .when(checkIn())
      .thenRefused({ code: 'too_early', from: later(10) });
  });

  it('makes who comes late one who comes now, or nobody', () => {
    given(opened(taking()))
      .when(checkIn(at(46)))
      .then(tooLate(46));
    given(opened(taking({ late: 'refuse' })))
      .when(checkIn(at(46)))
      .thenRefused({ code: 'too_late', until: later(45) });
  });

  it('keeps the promise where the quota is used up, not for who is late', () => {
    const full = { code: 'quota_exhausted', queueId: queueA, nextSlot: null } as const;
    const settings = taking();
    const limited = {
      queues: settings.queues?.map((queue) => ({ ...queue, quota: { day: 0, slots: [] } })) ?? [],
    };
    given(opened(limited)).when(checkIn()).then(onTime(0));
    given(opened(limited))
      .when(checkIn(at(46)))
      .thenRefused(full);
    given(opened(taking()), queuePaused(queueA))
      .when(checkIn())
      .thenRefused({ code: 'queue_paused', queueId: queueA });
  });

  it('counts towards what a person may have', () => {
    const limits = { ...taking(), openPerPerson: { perQueue: 1, perHall: null } };
    given(opened(limits), issued('A002', 1), bound('A002', anna, 1))
      .when(checkIn({ subscriberId: anna }))
      .thenRefused({ code: 'too_many_tickets', ticketId: idOf('A002') });
  });

  it('keeps what was promised where the queue takes no appointments any more', () => {
    given(opened()).when(checkIn()).then(onTime(0));
    given(opened())
      .when(checkIn({ startsAt: instant(0), endsAt: instant(1) }))
      .then(tooLate(0));
  });
});
