import { z } from 'zod';
import { appointmentStates } from '../../../domain/agenda/state.js';
import type { AppointmentId } from '../../../domain/ids.js';
import { localTimeField } from './rules.js';
import { issuedTicketOut } from './tickets.js';
import { businessDayField, line } from './values.js';

/** An id that we made; what has another form names nothing. */
export const appointmentIdField = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'Appointment' }) as unknown as z.ZodType<AppointmentId>;

/** What another system calls an appointment. */
export const refField = line(64)
  .regex(/\S/, 'must not be empty')
  .meta({ description: 'unique in the hall and day' });

export const slotsOut = z
  .object({
    items: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        capacity: z.number().int(),
        left: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Slots' });

const bookFields = { date: businessDayField, from: localTimeField, ref: refField.optional() };
export const bookBody = z.strictObject(bookFields).meta({ id: 'NewAppointment' });
export const legacyBookBody = z
  .strictObject({ ...bookFields, openId: z.string().min(1).max(128).optional() })
  .meta({ id: 'NewAppointment' });

export const appointmentOut = z
  .object({
    appointmentId: z.string(),
    hallId: z.string(),
    queueId: z.string(),
    date: z.string().meta({ format: 'date' }),
    from: z.string(),
    to: z.string(),
    ref: z.string().nullable(),
    state: z.enum(appointmentStates),
    ticketId: z.string().nullable(),
    code: z
      .string()
      .max(32)
      .optional()
      .meta({ description: 'to check in by scan, as a QR code; auditors do not get it' }),
  })
  .meta({ id: 'Appointment' });

export const checkInBody = z
  .strictObject({
    appointmentId: appointmentIdField.optional(),
    ref: refField.optional(),
    code: z.string().min(1).max(32).optional(),
  })
  .refine(
    (names) => Object.values(names).filter((name) => name !== undefined).length === 1,
    'must have one of appointmentId, ref, code',
  )
  .meta({ id: 'CheckIn' });

export const checkedInOut = issuedTicketOut
  .extend({ late: z.boolean().meta({ description: 'too late to stand where the slot begins' }) })
  .meta({ id: 'CheckedInTicket' });
