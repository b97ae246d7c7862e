import type { DomainEvent } from '../event.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
} from '../ids.js';
import type { LocalTime } from '../settings/hours.js';

/** A time of a hall's day is promised to somebody (预约). */
export type AppointmentBooked = DomainEvent<
  'AppointmentBooked',
  {
    appointmentId: AppointmentId;
    hallId: HallId;
    businessDay: BusinessDay;
    queueId: QueueId;
    /** The slot as the hall's clock shows it, `to` exclusive. */
    from: LocalTime;
    to: LocalTime;
    /** The same, whatever becomes of the clock. */
    startsAt: Instant;
    endsAt: Instant;
    /** What another system calls it. */
    ref?: string;
    /** Absent for who has no phone, or was booked in by another system. */
    subscriberId?: SubscriberId;
  }
>;
export type AppointmentCancelled = DomainEvent<
  'AppointmentCancelled',
  { appointmentId: AppointmentId }
>;
/** They have come (报到): follows from the hall's stream, which has issued the ticket. */
export type AppointmentCheckedIn = DomainEvent<
  'AppointmentCheckedIn',
  { appointmentId: AppointmentId; ticketId: TicketId; late: boolean }
>;
/** The day is over, and they have not come (爽约). */
export type AppointmentMissed = DomainEvent<'AppointmentMissed', { appointmentId: AppointmentId }>;

export type AgendaEvent =
  AppointmentBooked | AppointmentCancelled | AppointmentCheckedIn | AppointmentMissed;
