import { accept, exhaustive, refuse, type Decision } from '../event.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
} from '../ids.js';
import * as orderedMap from '../ordered-map.js';
import type { LocalTime } from '../settings/hours.js';
import { queueOf, type HallSettings } from '../settings/settings.js';
import type { AgendaEvent } from './events.js';
import { isWithinReach, leftIn, slotAt, slotsOf, type Slot } from './slots.js';
import {
  appointmentByRef,
  appointmentOf,
  personKey,
  type Agenda,
  type Appointment,
  type AppointmentState,
} from './state.js';

type Command<Type extends string, Data extends object> = Readonly<
  { type: Type; at: Instant } & Data
>;

export type BookAppointment = Command<
  'BookAppointment',
  {
    appointmentId: AppointmentId;
    hallId: HallId;
    businessDay: BusinessDay;
    queueId: QueueId;
    from: LocalTime;
    ref: string | null;
    /** Whose it is, and since when they are known: what was booked before is nobody's since they were forgotten. */
    person: Readonly<{ subscriberId: SubscriberId; since: Instant }> | null;
    /** In force now: an agenda is open before its day, and has no settings of its own. */
    settings: HallSettings;
  }
>;
export type CancelAppointment = Command<'CancelAppointment', { appointmentId: AppointmentId }>;
/** What the hall's stream tells: the ticket of an appointment was issued. */
export type NoteCheckIn = Command<
  'NoteCheckIn',
  { appointmentId: AppointmentId; ticketId: TicketId; late: boolean }
>;
/** The day is over: who has not come has missed it. At most `limit` of them; repeat until none come. */
export type EndAgenda = Command<'EndAgenda', { limit: number }>;

export type AgendaCommand = BookAppointment | CancelAppointment | NoteCheckIn | EndAgenda;

/** Why a command is refused. `code` is the stable code of the HTTP contract. */
export type AgendaRefusal =
  | Readonly<{ code: 'unknown_queue'; queueId: QueueId }>
  | Readonly<{ code: 'unknown_slot'; from: LocalTime }>
  | Readonly<{ code: 'not_bookable'; why: 'no_appointments' | 'too_far' | 'over' }>
  | Readonly<{ code: 'slot_full'; from: LocalTime; to: LocalTime }>
  | Readonly<{ code: 'already_booked'; appointmentId: AppointmentId }>
  | Readonly<{ code: 'unknown_appointment' }>
  | Readonly<{ code: 'appointment_ended'; state: AppointmentState }>;

export type AgendaDecision = Decision<AgendaEvent, AgendaRefusal>;

/** What a command does to the appointments of one hall's day, or why it is refused. */
export const decideAgenda = (agenda: Agenda, command: AgendaCommand): AgendaDecision => {
  switch (command.type) {
    case 'BookAppointment':
      return book(agenda, command);
    case 'CancelAppointment':
      return cancel(agenda, command);
    case 'NoteCheckIn':
      return noteCheckIn(agenda, command);
    case 'EndAgenda':
      return endAgenda(agenda, command);
    default:
      return exhaustive(command);
  }
};

const book = (agenda: Agenda, command: BookAppointment): AgendaDecision => {
  const { appointmentId, hallId, businessDay, queueId, ref, person } = command;
  if (appointmentOf(agenda, appointmentId) !== undefined) return accept();
  const slot = slotWanted(command);
  if ('code' in slot) return refuse(slot);
  const other = otherOf(agenda, command);
  if (other !== undefined)
    return refuse({ code: 'already_booked', appointmentId: other.appointmentId });
  const { from, to, startsAt, endsAt } = slot;
  if (leftIn(agenda, queueId, slot) === 0) return refuse({ code: 'slot_full', from, to });
  const names = {
    ...(ref === null ? {} : { ref }),
    ...(person === null ? {} : { subscriberId: person.subscriberId }),
  };
  const data = {
    appointmentId,
    hallId,
    businessDay,
    queueId,
    from,
    to,
    startsAt,
    endsAt,
    ...names,
  };
  return accept({ type: 'AppointmentBooked', data, at: command.at, occurredAt: null });
};

/** The slot that a booking asks for, where it can be booked now; a running one still can. */
const slotWanted = (command: BookAppointment): Slot | AgendaRefusal => {
  const { settings, queueId, businessDay, from, at } = command;
  const queue = queueOf(settings, queueId);
  if (queue === undefined) return { code: 'unknown_queue', queueId };
  if (queue.appointments === null) return { code: 'not_bookable', why: 'no_appointments' };
  if (!isWithinReach(queue.appointments, { businessDay, at }, settings))
    return { code: 'not_bookable', why: 'too_far' };
  const slot = slotAt(slotsOf(queue, businessDay, settings), from);
  if (slot === undefined) return { code: 'unknown_slot', from };
  return slot.endsAt <= at ? { code: 'not_bookable', why: 'over' } : slot;
};

/** The appointment that stands in the way: of the same name, or of the same person in the queue. */
const otherOf = (
  agenda: Agenda,
  { ref, person, queueId }: BookAppointment,
): Appointment | undefined => {
  const named = ref === null ? undefined : appointmentByRef(agenda, ref);
  if (named !== undefined || person === null) return named;
  const id = orderedMap.get(agenda.people, personKey(person.subscriberId, queueId));
  const theirs = id === undefined ? undefined : appointmentOf(agenda, id);
  return theirs !== undefined && theirs.bookedAt >= person.since ? theirs : undefined;
};

const cancel = (agenda: Agenda, { appointmentId, at }: CancelAppointment): AgendaDecision => {
  const one = appointmentOf(agenda, appointmentId);
  if (one === undefined) return refuse({ code: 'unknown_appointment' });
  if (one.state === 'cancelled') return accept();
  if (one.state !== 'booked') return refuse({ code: 'appointment_ended', state: one.state });
  return accept({ type: 'AppointmentCancelled', data: { appointmentId }, at, occurredAt: null });
};

// The hall has decided: whoever holds the ticket has come, whatever else was written meanwhile.
const noteCheckIn = (agenda: Agenda, command: NoteCheckIn): AgendaDecision => {
  const { appointmentId, ticketId, late, at } = command;
  const one = appointmentOf(agenda, appointmentId);
  if (one === undefined) return refuse({ code: 'unknown_appointment' });
  if (one.state === 'checked_in') return accept();
  const data = { appointmentId, ticketId, late };
  return accept({ type: 'AppointmentCheckedIn', data, at, occurredAt: null });
};

const endAgenda = (agenda: Agenda, { at, limit }: EndAgenda): AgendaDecision => {
  const open = [...orderedMap.entries(agenda.appointments)]
    .filter(({ value }) => value.state === 'booked')
    .slice(0, limit);
  return accept(
    ...open.map(({ key: appointmentId }) => ({
      type: 'AppointmentMissed' as const,
      data: { appointmentId },
      at,
      occurredAt: null,
    })),
  );
};
