import { z } from 'zod';
import type { Actor, Invocation } from '../../../application/ports/inbound/invocation.js';
import type {
  AppointmentName,
  AppointmentView,
} from '../../../application/ports/inbound/appointments.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import {
  appointmentOfTicket,
  appointmentStates,
  ticketOfAppointment,
} from '../../../domain/agenda/state.js';
import {
  appointmentId as toAppointmentId,
  ticketId as toTicketId,
  type HallId,
  type SubscriberId,
  type TicketId,
} from '../../../domain/ids.js';
import { ticketView, waitView } from '../../../projections/ticket-view.js';
import type { HttpDeps } from '../deps.js';
import { forbidden, HttpProblem } from '../problem.js';
import { answerReply, noContent, ok, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import {
  appointmentIdField,
  appointmentOut,
  bookBody,
  checkedInOut,
  checkInBody,
  legacyBookBody,
  refField,
  slotsOut,
} from '../schemas/appointments.js';
import {
  businessDayField,
  hallIdField,
  pageOf,
  pageQuery,
  queueIdField,
} from '../schemas/values.js';
import { ticketAfter } from './halls.js';
import { pageOfList } from './pages.js';
import { personIn } from './tickets.js';

const hallParams = z.strictObject({ hallId: hallIdField });
const queueParams = z.strictObject({ hallId: hallIdField, queueId: queueIdField });
const bookers = ['holder', 'admin', 'terminal', 'kiosk'] as const;

/** An appointment and the code by which it is checked in: that of the ticket which it becomes. */
const withCode = ({ bindCodes }: HttpDeps, view: Pick<AppointmentView, 'appointmentId'>) => ({
  ...view,
  code: bindCodes.codeOf(ticketOfAppointment(view.appointmentId)),
});

const slotsRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/queues/{queueId}/slots',
    tag: 'Board',
    summary: 'What may be booked of a queue on a day (可预约时段)',
    description: 'Of a slot that has ended, or of a day too far ahead, no place is `left`.',
    access: 'public',
    params: queueParams,
    query: z.strictObject({ date: businessDayField }),
    responses: { 200: { description: 'The slots, in their order', schema: slotsOut } },
    problems: ['unknown_hall', 'unknown_queue', 'store_unavailable'],
    handle: async ({ params: { hallId, queueId }, query: { date } }) =>
      ok({ items: await deps.appointments.slots(hallId, queueId, date) }),
  });

const personOf = async (
  { subscribers }: HttpDeps,
  { actor, invocation }: Readonly<{ actor: Actor; invocation: Invocation }>,
  openId: string | undefined,
): Promise<SubscriberId | null> => {
  if (actor.kind !== 'holder')
    return openId === undefined ? null : subscribers.identify(openId, invocation);
  if (openId !== undefined) throw forbidden('a holder books for nobody else');
  return personIn(actor);
};

const bookRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/queues/{queueId}/appointments',
    tag: 'Kiosk',
    summary: 'Book an appointment (预约)',
    description:
      'A holder books for themselves. An appointment system posts its bookings with its own `ref`.',
    access: bookers,
    idempotent: true,
    params: queueParams,
    body: deps.options.legacyEndpoints ? legacyBookBody : (bookBody as typeof legacyBookBody),
    responses: {
      201: { description: 'The appointment, with its code', schema: appointmentOut },
    },
    problems: [
      'unknown_hall',
      'unknown_queue',
      'unknown_slot',
      'not_bookable',
      'already_booked',
      'slot_full',
      'store_unavailable',
    ],
    handle: async (call) => {
      const { date, from, ref = null, openId } = call.body;
      const subscriberId = await personOf(deps, call, openId);
      const booking = { ...call.params, date, from, ref, subscriberId };
      const answer = await deps.appointments.book(booking, call.invocation);
      const id = toAppointmentId(String(answer.body['appointmentId']));
      return answerReply(answer, withCode(deps, { ...answer.body, appointmentId: id }));
    },
  });

const listQuery = z.strictObject({
  date: businessDayField.optional().meta({ description: 'the day in progress by default' }),
  queueId: queueIdField.optional(),
  state: z.enum(appointmentStates).optional(),
  ref: refField.optional(),
  ...pageQuery,
});

const isWanted =
  ({ queueId, state, ref }: Pick<z.infer<typeof listQuery>, 'queueId' | 'state' | 'ref'>) =>
  (one: AppointmentView): boolean =>
    (queueId === undefined || one.queueId === queueId) &&
    (state === undefined || one.state === state) &&
    (ref === undefined || one.ref === ref);

const isAuditor = (actor: Actor): boolean => actor.kind === 'token' && actor.role === 'auditor';

const listRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/appointments',
    tag: 'Terminal',
    summary: 'The appointments of a day, by when they begin',
    access: ['admin', 'terminal', 'kiosk', 'auditor'],
    params: hallParams,
    query: listQuery,
    responses: {
      200: {
        description: 'A page of appointments',
        schema: pageOf(appointmentOut, 'AppointmentList'),
      },
    },
    problems: ['unknown_hall', 'store_unavailable'],
    handle: async ({ params: { hallId }, query, actor }) => {
      const { date = null, limit, cursor, ...filter } = query;
      const all = (await deps.appointments.ofDay(hallId, date)).filter(isWanted(filter));
      const name = JSON.stringify(['appointments', hallId, date, ...Object.entries(filter).flat()]);
      const page = pageOfList(
        all,
        { name, keyOf: ({ appointmentId }) => appointmentId },
        { limit, cursor },
      );
      const shown = isAuditor(actor) ? page.items : page.items.map((view) => withCode(deps, view));
      return ok({ items: shown, nextCursor: page.nextCursor });
    },
  });

const mineRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/me/appointments',
    tag: 'Holder',
    summary: 'My appointments, the latest booked first',
    access: ['holder'],
    query: z.strictObject(pageQuery),
    responses: {
      200: {
        description: 'A page of appointments',
        schema: pageOf(appointmentOut, 'MyAppointments'),
      },
    },
    problems: ['store_unavailable'],
    handle: async ({ query: { limit, cursor = null }, actor }) => {
      const page = await deps.appointments.ofPerson(personIn(actor), { limit, cursor });
      const items = page.items.map((view) => withCode(deps, view));
      return ok({ items, nextCursor: page.nextCursor });
    },
  });

const cancelRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'delete',
    path: '/api/v1/appointments/{appointmentId}',
    tag: 'Holder',
    summary: 'Give an appointment up; again: nothing happens',
    access: bookers,
    params: z.strictObject({ appointmentId: appointmentIdField }),
    responses: { 204: { description: 'Somebody else may have the place' } },
    problems: ['unknown_appointment', 'appointment_ended', 'store_unavailable'],
    handle: async ({ params: { appointmentId }, invocation }) => {
      await deps.appointments.cancel(appointmentId, invocation);
      return noContent;
    },
  });

/** The ticket as the log keeps it: without the bind code, which is derived again. */
const checkedIn =
  (deps: HttpDeps) =>
  (ticketId: TicketId): HallRequest['answer'] =>
  (hall, events) => {
    const ticket = ticketAfter(hall, ticketId);
    const { late } = ticket;
    const shown = ticketView(hall.settings, ticket);
    const body = { ...shown, ...waitView(hall, ticket, deps.options.now()), late };
    return { status: events.length === 0 ? 200 : 201, body };
  };

const nameIn = (
  { bindCodes }: HttpDeps,
  { appointmentId, ref, code }: z.infer<typeof checkInBody>,
): AppointmentName => {
  if (appointmentId !== undefined) return { appointmentId };
  if (ref !== undefined) return { ref };
  const ticketId = bindCodes.ticketOf(code ?? '');
  if (ticketId === null)
    throw new HttpProblem('unknown_appointment', 'no appointment has this code');
  return { appointmentId: appointmentOfTicket(ticketId) };
};

const checkIn = async (
  deps: HttpDeps,
  hallId: HallId,
  call: Readonly<{ body: z.infer<typeof checkInBody>; invocation: Invocation }>,
): Promise<Reply> => {
  const answer = await deps.appointments.checkIn({
    hallId,
    name: nameIn(deps, call.body),
    answer: checkedIn(deps),
    invocation: call.invocation,
  });
  const ticketId = toTicketId(String(answer.body['ticketId']));
  const body = { ...answer.body, bindCode: deps.bindCodes.codeOf(ticketId) };
  return answerReply(answer, body, { Location: `/api/v1/tickets/${ticketId}` });
};

const checkInRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/check-ins',
    tag: 'Kiosk',
    summary: 'Come for an appointment (报到): it becomes a ticket',
    description:
      'On time the ticket stands as though it had come when the slot begins; late, where the queue allows it, as one that comes now.',
    access: ['kiosk', 'terminal', 'admin', 'holder'],
    idempotent: true,
    params: hallParams,
    body: checkInBody,
    responses: {
      201: { description: 'The ticket', schema: checkedInOut },
      200: { description: 'The ticket that it was given before', schema: checkedInOut },
    },
    problems: [
      'unknown_hall',
      'unknown_appointment',
      'too_early',
      'too_late',
      'appointment_ended',
      'queue_paused',
      'queue_closed',
      'closing_soon',
      'quota_exhausted',
      'numbers_exhausted',
      'too_many_tickets',
      'day_closed',
      'store_unavailable',
    ],
    handle: (call) => checkIn(deps, call.params.hallId, call),
  });

/** Appointments: what may be booked, booking it, and coming for it. */
export const appointmentRoutes = (deps: HttpDeps): readonly Route[] => [
  slotsRoute(deps),
  bookRoute(deps),
  listRoute(deps),
  checkInRoute(deps),
  mineRoute(deps),
  cancelRoute(deps),
];
