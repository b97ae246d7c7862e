import {
  appointmentId as toAppointmentId,
  ticketId as toTicketId,
  type AppointmentId,
  type Instant,
  type QueueId,
  type SubscriberId,
  type TicketId,
} from '../ids.js';
import type { Span } from '../calendar/hours.js';
import * as orderedMap from '../ordered-map.js';
import type { LocalTime } from '../settings/hours.js';

export const appointmentStates = ['booked', 'checked_in', 'cancelled', 'missed'] as const;
export type AppointmentState = (typeof appointmentStates)[number];

export type Appointment = Readonly<{
  appointmentId: AppointmentId;
  queueId: QueueId;
  from: LocalTime;
  to: LocalTime;
  startsAt: Instant;
  endsAt: Instant;
  ref: string | null;
  subscriberId: SubscriberId | null;
  bookedAt: Instant;
  state: AppointmentState;
  ticketId: TicketId | null;
  /** Checked in too late to be on time. */
  late: boolean;
}>;

/** The ticket that an appointment becomes has its id: so the hall's stream sees to it that it is one. */
export const ticketOfAppointment = (id: AppointmentId): TicketId => toTicketId(id);

/** The appointment that a ticket would have come of. */
export const appointmentOfTicket = (id: TicketId): AppointmentId => toAppointmentId(id);

/** The appointments of one hall on one day. */
export type Agenda = Readonly<{
  appointments: orderedMap.OrderedMap<AppointmentId, Appointment>;
  /** Those that take a place, by queue and begin: those of a slot are counted by two ranks. */
  taken: orderedMap.OrderedMap<string, AppointmentId>;
  /** The names that other systems gave to those not cancelled. */
  refs: orderedMap.OrderedMap<string, AppointmentId>;
  /** Whose those not cancelled are, by person and queue. */
  people: orderedMap.OrderedMap<string, AppointmentId>;
}>;

export const emptyAgenda: Agenda = {
  appointments: orderedMap.empty(),
  taken: orderedMap.empty(),
  refs: orderedMap.empty(),
  people: orderedMap.empty(),
};

/** No queue's id has a space in it; the id tells apart those of one slot. */
export const takenKey = ({
  queueId,
  startsAt,
  appointmentId,
}: Pick<Appointment, 'queueId' | 'startsAt' | 'appointmentId'>): string =>
  `${queueId} ${startsAt} ${appointmentId}`;

export const personKey = (person: SubscriberId, queueId: QueueId): string => `${person} ${queueId}`;

export const appointmentOf = (agenda: Agenda, id: AppointmentId): Appointment | undefined =>
  orderedMap.get(agenda.appointments, id);

/** The appointment that another system calls so, and that is not cancelled. */
export const appointmentByRef = (agenda: Agenda, ref: string): Appointment | undefined => {
  const id = orderedMap.get(agenda.refs, ref);
  return id === undefined ? undefined : appointmentOf(agenda, id);
};

/** How many places of a queue are taken of those that begin from an instant to another, that one exclusive. */
export const takenIn = ({ taken }: Agenda, queueId: QueueId, { from, to }: Span): number =>
  orderedMap.rank(taken, `${queueId} ${to}`) - orderedMap.rank(taken, `${queueId} ${from}`);

/** All of them, by when they begin, then as they were booked. */
export const inOrder = (agenda: Agenda): readonly Appointment[] =>
  [...orderedMap.entries(agenda.appointments)]
    .map(({ value }) => value)
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));

const orderOf = ({ startsAt, bookedAt, appointmentId }: Appointment): string =>
  `${startsAt} ${bookedAt} ${appointmentId}`;
