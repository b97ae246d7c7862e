import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  SubscriberId,
} from '../../domain/ids.js';
import type { AppointmentRow } from '../../projections/history/appointment-row.js';
import type { Page, PageRequest } from './inbound/pages.js';

/** The agenda that an appointment is in. */
export type AppointmentPlace = Pick<AppointmentRow, 'hallId' | 'businessDay'>;

/**
 * Where appointments of any day are found; it has what was written before it is asked.
 * @throws AppError `store_unavailable` where it does not have that yet, as while it is built anew
 */
export interface AppointmentIndex {
  find(appointmentId: AppointmentId): Promise<AppointmentPlace | null>;
  /** The one of the earliest day from `from` on that another system calls so, and that is not cancelled. */
  findByRef(hallId: HallId, ref: string, from: BusinessDay): Promise<AppointmentPlace | null>;
  /** Those that a person has booked since an instant, the latest booked first. */
  ofPerson(
    subscriberId: SubscriberId,
    since: Instant,
    page: PageRequest,
  ): Promise<Page<AppointmentRow>>;
  /** The halls and days before `day` on which somebody has neither come nor missed it, as far as is known here. */
  openDays(
    day: BusinessDay,
  ): Promise<readonly Readonly<{ hallId: HallId; businessDay: BusinessDay }>[]>;
}
