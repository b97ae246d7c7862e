import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  SubscriberId,
} from '../../domain/ids.js';
import type { AppointmentRow } from '../../projections/history/appointment-row.js';
import type { Page, PageRequest } from './inbound/pages.js';

/** Where appointments of any day are found; it has what was written before it is asked. */
export interface AppointmentIndex {
  find(appointmentId: AppointmentId): Promise<AppointmentRow | null>;
  /** The one of the earliest day from `from` on that another system calls so, and that is not cancelled. */
  findByRef(hallId: HallId, ref: string, from: BusinessDay): Promise<AppointmentRow | null>;
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
