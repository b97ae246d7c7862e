import { isWithinReach, leftIn, slotsOf } from '../../domain/agenda/slots.js';
import {
  appointmentByRef,
  appointmentOf,
  inOrder,
  ticketOfAppointment,
  type Agenda,
  type Appointment,
} from '../../domain/agenda/state.js';
import { ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall } from '../../domain/hall/state.js';
import {
  appointmentId as toAppointmentId,
  type AppointmentId,
  type BusinessDay,
  type HallId,
  type QueueId,
  type SubscriberId,
} from '../../domain/ids.js';
import { queueOf, type HallSettings } from '../../domain/settings/settings.js';
import { AppError } from '../errors.js';
import type { AppointmentIndex } from '../ports/appointments.js';
import type { Clock, Ids } from '../ports/clock.js';
import type {
  AppointmentName,
  Appointments,
  AppointmentView,
  Booking,
  CheckInRequest,
  SlotView,
} from '../ports/inbound/appointments.js';
import type { Answer, Actor, Invocation } from '../ports/inbound/invocation.js';
import type { Page, PageRequest } from '../ports/inbound/pages.js';
import type { HallCommands } from '../ports/inbound/terminals.js';
import type { SubscriberStore } from '../subscribers/subscriber-store.js';
import type { AgendaKey, Agendas } from './agendas.js';
import type { CheckIns } from './check-ins.js';

export type AppointmentDeps = Readonly<{
  clock: Clock;
  ids: Ids;
  agendas: Agendas;
  index: AppointmentIndex;
  checkIns: CheckIns;
  commands: HallCommands;
  people: Pick<SubscriberStore, 'knownSince'>;
  /** @throws AppError `unknown_hall` */
  settingsOf: (hallId: HallId) => Promise<HallSettings>;
  /** The hall's day in progress. */
  today: (hallId: HallId) => BusinessDay;
}>;

type Found = Readonly<{ businessDay: BusinessDay; appointment: Appointment }>;

/** Booking a time of a hall's day, and coming for it. */
export class AppointmentService implements Appointments {
  constructor(private readonly deps: AppointmentDeps) {}

  async slots(
    hallId: HallId,
    queueId: QueueId,
    businessDay: BusinessDay,
  ): Promise<readonly SlotView[]> {
    const settings = await this.deps.settingsOf(hallId);
    const queue = queueOf(settings, queueId);
    if (queue === undefined) throw new AppError('unknown_queue', `there is no queue ${queueId}`);
    const agenda = await this.deps.agendas.shown({ hallId, businessDay });
    const at = this.deps.clock.now();
    const { appointments } = queue;
    const mayBook =
      appointments !== null && isWithinReach(appointments, { businessDay, at }, settings);
    return slotsOf(queue, businessDay, settings).map((slot) => ({
      from: slot.from,
      to: slot.to,
      capacity: slot.capacity,
      left: mayBook && slot.endsAt > at ? leftIn(agenda, queueId, slot) : 0,
    }));
  }

  async book(booking: Booking, by: Invocation): Promise<Answer> {
    const { hallId, queueId, date: businessDay, from, ref, subscriberId } = booking;
    const settings = await this.deps.settingsOf(hallId);
    const since = subscriberId === null ? null : await this.deps.people.knownSince(subscriberId);
    const appointmentId = toAppointmentId(this.deps.ids.uuid());
    const person = subscriberId === null || since === null ? null : { subscriberId, since };
    return this.deps.agendas.execute(
      { hallId, businessDay },
      {
        command: {
          type: 'BookAppointment',
          at: this.deps.clock.now(),
          ...{ appointmentId, hallId, businessDay, queueId, from, ref, person, settings },
        },
        by,
        answer: (after) => ({
          status: 201,
          body: viewIn(after, hallId, businessDay, appointmentId),
        }),
      },
    );
  }

  async ofDay(hallId: HallId, date: BusinessDay | null): Promise<readonly AppointmentView[]> {
    await this.deps.settingsOf(hallId);
    const businessDay = date ?? this.deps.today(hallId);
    const agenda = await this.deps.agendas.latest({ hallId, businessDay });
    return inOrder(agenda).map((one) => viewOf({ ...one, hallId, businessDay }));
  }

  async ofPerson(subscriberId: SubscriberId, page: PageRequest): Promise<Page<AppointmentView>> {
    const since = await this.deps.people.knownSince(subscriberId);
    if (since === null) return { items: [], nextCursor: null };
    const { items, nextCursor } = await this.deps.index.ofPerson(subscriberId, since, page);
    return { items: items.map(viewOf), nextCursor };
  }

  async cancel(appointmentId: AppointmentId, by: Invocation): Promise<void> {
    const key = await this.#keyOf(appointmentId);
    if (key === null) throw unknownAppointment();
    const one = appointmentOf(await this.deps.agendas.latest(key), appointmentId);
    if (one === undefined) throw unknownAppointment();
    await this.#permit(by.actor, key.hallId, one);
    // A ticket that the hall has issued but the agenda does not know of yet has used it up.
    await this.deps.checkIns.settle(key, [appointmentId]);
    await this.deps.agendas.execute(key, {
      command: { type: 'CancelAppointment', at: this.deps.clock.now(), appointmentId },
      by: { ...by, idempotency: null },
    });
  }

  async checkIn({ hallId, name, answer, invocation }: CheckInRequest): Promise<Answer> {
    await this.deps.settingsOf(hallId);
    const found = await this.#find(hallId, name);
    const { appointment } = found;
    const { appointmentId, queueId, startsAt, endsAt } = appointment;
    const isTheirs = await this.#permit(invocation.actor, hallId, appointment);
    const ticketId = ticketOfAppointment(appointmentId);
    const subscriberId = isTheirs ? appointment.subscriberId : null;
    const answered = await this.deps.commands.execute({
      hallId,
      command: (at) => ({
        type: 'CheckIn',
        at,
        occurredAt: null,
        ...{ ticketId, appointmentId, queueId, startsAt, endsAt, subscriberId },
      }),
      answer: answer(ticketId),
      permit: (hall) => permitOn(hall, found),
      invocation,
    });
    // They have their ticket; that the agenda shows it too is waited for, not insisted on.
    await this.deps.checkIns.settled();
    return answered;
  }

  /** @throws AppError `unknown_appointment` */
  async #find(hallId: HallId, name: AppointmentName): Promise<Found> {
    const businessDay = this.deps.today(hallId);
    const today = oneNamed(await this.deps.agendas.latest({ hallId, businessDay }), name);
    if (today !== undefined) return { businessDay, appointment: today };
    const key =
      'ref' in name
        ? await this.deps.index.findByRef(hallId, name.ref, businessDay)
        : await this.#keyOf(name.appointmentId);
    if (key === null || key.hallId !== hallId) throw unknownAppointment();
    const appointment = oneNamed(await this.deps.agendas.latest(key), name);
    if (appointment === undefined) throw unknownAppointment();
    return { businessDay: key.businessDay, appointment };
  }

  async #keyOf(appointmentId: AppointmentId): Promise<AgendaKey | null> {
    return this.deps.agendas.whereIs(appointmentId) ?? this.deps.index.find(appointmentId);
  }

  /** Whether it still is somebody's. @throws AppError `forbidden` for who may not act on it */
  async #permit(
    actor: Actor,
    hallId: HallId,
    { subscriberId, bookedAt }: Pick<Appointment, 'subscriberId' | 'bookedAt'>,
  ): Promise<boolean> {
    if (actor.kind === 'token' && actor.hallId !== null && actor.hallId !== hallId)
      throw new AppError('forbidden', 'the token is for another hall');
    if (actor.kind === 'holder' && actor.subscriberId !== subscriberId)
      throw new AppError('forbidden', 'the appointment is not this person’s');
    if (subscriberId === null) return false;
    const since = await this.deps.people.knownSince(subscriberId);
    const isTheirs = since !== null && since <= bookedAt;
    if (actor.kind === 'holder' && !isTheirs)
      throw new AppError('forbidden', 'the appointment is not this person’s');
    return isTheirs;
  }
}

const unknownAppointment = (): AppError =>
  new AppError('unknown_appointment', 'the hall has no such appointment');

const oneNamed = (agenda: Agenda, name: AppointmentName): Appointment | undefined =>
  'ref' in name ? appointmentByRef(agenda, name.ref) : appointmentOf(agenda, name.appointmentId);

/** @throws AppError `appointment_ended` for one that was given up or missed, or is of a day that is over */
const permitOn = (hall: RunningHall, { businessDay, appointment }: Found): void => {
  const { state, appointmentId } = appointment;
  if (ticketOf(hall, ticketOfAppointment(appointmentId)) !== undefined) return;
  if (state === 'booked' && businessDay >= hall.businessDay) return;
  throw new AppError('appointment_ended', 'the appointment has ended', { data: { state } });
};

const viewOf = (
  one: Readonly<{ hallId: HallId; businessDay: BusinessDay }> &
    Omit<AppointmentView, 'hallId' | 'date'>,
): AppointmentView => ({
  appointmentId: one.appointmentId,
  hallId: one.hallId,
  queueId: one.queueId,
  date: one.businessDay,
  from: one.from,
  to: one.to,
  ref: one.ref,
  state: one.state,
  ticketId: one.ticketId,
});

const viewIn = (
  agenda: Agenda,
  hallId: HallId,
  businessDay: BusinessDay,
  id: AppointmentId,
): AppointmentView => {
  const one = appointmentOf(agenda, id);
  if (one === undefined)
    throw new Error(`agenda-${hallId}: expected appointment ${id}, found none`);
  return viewOf({ ...one, hallId, businessDay });
};
