import { z } from 'zod';
import type { AgendaEvent } from '../../domain/agenda/events.js';
import type {
  AppointmentId,
  BusinessDay,
  HallId,
  QueueId,
  SubscriberId,
  TicketId,
} from '../../domain/ids.js';
import { id, instant } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const appointment = { appointmentId: id<AppointmentId>() };

/** `agenda-{hallId}-{yyyyMMdd}`. */
export const agendaSchemas = {
  AppointmentBooked: z.object({
    ...appointment,
    hallId: id<HallId>(),
    businessDay: id<BusinessDay>(),
    queueId: id<QueueId>(),
    from: id(),
    to: id(),
    startsAt: instant,
    endsAt: instant,
    ref: z.exactOptional(id()),
    subscriberId: z.exactOptional(id<SubscriberId>()),
  }),
  AppointmentCancelled: z.object(appointment),
  AppointmentCheckedIn: z.object({ ...appointment, ticketId: id<TicketId>(), late: z.boolean() }),
  AppointmentMissed: z.object(appointment),
} satisfies SchemasOf<AgendaEvent>;
true satisfies ReadsAllOf<AgendaEvent, typeof agendaSchemas>;
