import { exhaustive } from '../event.js';
import * as orderedMap from '../ordered-map.js';
import type { AgendaEvent, AppointmentBooked } from './events.js';
import { appointmentOf, personKey, takenKey, type Agenda, type Appointment } from './state.js';

const booked = ({ at, data }: AppointmentBooked): Appointment => ({
  appointmentId: data.appointmentId,
  queueId: data.queueId,
  from: data.from,
  to: data.to,
  startsAt: data.startsAt,
  endsAt: data.endsAt,
  ref: data.ref ?? null,
  subscriberId: data.subscriberId ?? null,
  bookedAt: at,
  state: 'booked',
  ticketId: null,
  late: false,
});

/** The agenda once one takes its place, and can be found by its names. */
const withPlace = (agenda: Agenda, one: Appointment): Agenda => {
  const { appointmentId, ref, subscriberId, queueId } = one;
  const { taken, refs, people, appointments } = agenda;
  return {
    appointments: orderedMap.set(appointments, appointmentId, one),
    taken: orderedMap.set(taken, takenKey(one), appointmentId),
    refs: ref === null ? refs : orderedMap.set(refs, ref, appointmentId),
    people:
      subscriberId === null
        ? people
        : orderedMap.set(people, personKey(subscriberId, queueId), appointmentId),
  };
};

const without = (
  names: orderedMap.OrderedMap<string, Appointment['appointmentId']>,
  name: string | null,
  { appointmentId }: Appointment,
) =>
  name !== null && orderedMap.get(names, name) === appointmentId
    ? orderedMap.remove(names, name)
    : names;

/** The agenda once one gives its place up: somebody else may have it, and its names. */
const withoutPlace = (agenda: Agenda, one: Appointment): Agenda => {
  const { subscriberId, queueId } = one;
  const person = subscriberId === null ? null : personKey(subscriberId, queueId);
  return {
    appointments: orderedMap.set(agenda.appointments, one.appointmentId, one),
    taken: orderedMap.remove(agenda.taken, takenKey(one)),
    refs: without(agenda.refs, one.ref, one),
    people: without(agenda.people, person, one),
  };
};

/** The agenda after one more event; one of an appointment that it does not know changes nothing. */
export const evolveAgenda = (agenda: Agenda, event: AgendaEvent): Agenda => {
  if (event.type === 'AppointmentBooked') return withPlace(agenda, booked(event));
  const before = appointmentOf(agenda, event.data.appointmentId);
  if (before === undefined) return agenda;
  switch (event.type) {
    case 'AppointmentCancelled':
      return withoutPlace(agenda, { ...before, state: 'cancelled' });
    case 'AppointmentCheckedIn': {
      const { ticketId, late } = event.data;
      return withPlace(agenda, { ...before, state: 'checked_in', ticketId, late });
    }
    case 'AppointmentMissed':
      return withPlace(agenda, { ...before, state: 'missed' });
    default:
      exhaustive(event);
      return agenda;
  }
};
