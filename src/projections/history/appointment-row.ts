import type { AgendaEvent } from '../../domain/agenda/events.js';
import type { AppointmentState } from '../../domain/agenda/state.js';
import { exhaustive } from '../../domain/event.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
} from '../../domain/ids.js';
import type { LocalTime } from '../../domain/settings/hours.js';

/** An appointment as history keeps it, of any hall and day. */
export type AppointmentRow = Readonly<{
  appointmentId: AppointmentId;
  /** Of the booking, in the log. */
  position: string;
  hallId: HallId;
  businessDay: BusinessDay;
  queueId: QueueId;
  from: LocalTime;
  to: LocalTime;
  ref: string | null;
  subscriberId: SubscriberId | null;
  bookedAt: Instant;
  state: AppointmentState;
  ticketId: TicketId | null;
}>;

/** The row after one more event; null for one of an appointment that was never booked. */
export const foldAppointment = (
  before: AppointmentRow | null,
  event: AgendaEvent,
  position: string,
): AppointmentRow | null => {
  if (event.type === 'AppointmentBooked') {
    const { startsAt: _start, endsAt: _end, ref = null, subscriberId = null, ...data } = event.data;
    return {
      ...data,
      ref,
      subscriberId,
      position,
      bookedAt: event.at,
      state: 'booked',
      ticketId: null,
    };
  }
  if (before === null) return null;
  switch (event.type) {
    case 'AppointmentCancelled':
      return { ...before, state: 'cancelled' };
    case 'AppointmentCheckedIn':
      return { ...before, state: 'checked_in', ticketId: event.data.ticketId };
    case 'AppointmentMissed':
      return { ...before, state: 'missed' };
    default:
      exhaustive(event);
      return before;
  }
};
