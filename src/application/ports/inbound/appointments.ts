import type { AppointmentState } from '../../../domain/agenda/state.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  QueueId,
  SubscriberId,
  TicketId,
} from '../../../domain/ids.js';
import type { LocalTime } from '../../../domain/settings/hours.js';
import type { Answer, Invocation } from './invocation.js';
import type { Page, PageRequest } from './pages.js';
import type { HallRequest } from './terminals.js';

/** A part of a day that may be booked, by the hall's clock. */
export type SlotView = Readonly<{
  from: LocalTime;
  to: LocalTime;
  capacity: number;
  left: number;
}>;

/** An appointment as everybody is shown it; its code is derived where it may be seen. */
export type AppointmentView = Readonly<{
  appointmentId: AppointmentId;
  hallId: HallId;
  queueId: QueueId;
  date: BusinessDay;
  from: LocalTime;
  to: LocalTime;
  ref: string | null;
  state: AppointmentState;
  ticketId: TicketId | null;
}>;

export type Booking = Readonly<{
  hallId: HallId;
  queueId: QueueId;
  date: BusinessDay;
  from: LocalTime;
  ref: string | null;
  /** Whose it is; null where nobody is named. */
  subscriberId: SubscriberId | null;
}>;

/** By which name somebody comes. */
export type AppointmentName =
  Readonly<{ appointmentId: AppointmentId }> | Readonly<{ ref: string }>;

export type CheckInRequest = Readonly<{
  hallId: HallId;
  name: AppointmentName;
  /** 201 with the ticket that it became, or 200 where it was there already. */
  answer: (ticketId: TicketId) => HallRequest['answer'];
  invocation: Invocation;
}>;

export interface Appointments {
  /** The slots of a queue on a day. @throws AppError `unknown_hall`, `unknown_queue`, `store_unavailable` */
  slots(hallId: HallId, queueId: QueueId, date: BusinessDay): Promise<readonly SlotView[]>;
  /**
   * Answers 201 with the {@link AppointmentView}.
   * @throws AppError `slot_full`, `not_bookable`, `already_booked`, `unknown_slot`, `unknown_queue`, `unknown_hall`
   */
  book(booking: Booking, by: Invocation): Promise<Answer>;
  /** All of a day, today's where none is named, by when they begin. @throws AppError `unknown_hall`, `store_unavailable` */
  ofDay(hallId: HallId, date: BusinessDay | null): Promise<readonly AppointmentView[]>;
  /** A person's, the latest booked first. */
  ofPerson(subscriberId: SubscriberId, page: PageRequest): Promise<Page<AppointmentView>>;
  /** Again: nothing happens. @throws AppError `unknown_appointment`, `appointment_ended`, `forbidden` */
  cancel(appointmentId: AppointmentId, by: Invocation): Promise<void>;
  /**
   * Gives the ticket of an appointment, one however often it is asked for.
   * @throws AppError `unknown_appointment`, `too_early`, `too_late`, `appointment_ended`, `forbidden`,
   * and what may be refused of a number taken
   */
  checkIn(request: CheckInRequest): Promise<Answer>;
}
