import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import { ticketStates } from '../schemas/tickets.js';
import type { RunningHall } from '../../../domain/hall/state.js';
import { normalPriority } from '../../../domain/settings/priorities.js';
import { ticketId, type HallId, type QueueId, type SubscriberId } from '../../../domain/ids.js';
import { listTickets, type TicketListFilter } from '../../../projections/ticket-list.js';
import { ticketView, waitView } from '../../../projections/ticket-view.js';
import { cursorOf, placeOf } from '../cursor.js';
import type { HttpDeps } from '../deps.js';
import { forbidden, invalidRequest } from '../problem.js';
import { answerReply, ok, type Reply } from '../reply.js';
import { defineRoute, type Call, type Route } from '../route.js';
import { issueBody, legacyIssueBody, numberField } from '../schemas/commands.js';
import { issuedTicketOut, ticketOut } from '../schemas/tickets.js';
import { hallIdField, pageOf, pageQuery, queueIdField, windowIdField } from '../schemas/values.js';
import { commandNow, ticketAfter, viewOf } from './halls.js';
import { kioskHallRoute } from './kiosk-hall.js';

type IssueFields = z.infer<typeof legacyIssueBody>;
type IssueCall = Call<Readonly<{ hallId: HallId; queueId: QueueId }>, unknown, IssueFields>;

/** @throws HttpProblem `forbidden` */
const checkExtra = (actor: Actor, extra: boolean): void => {
  const role = actor.kind === 'token' ? actor.role : actor.kind;
  if (extra && role !== 'admin' && role !== 'terminal')
    throw forbidden('extra numbers are given by terminals and administrators');
  if (!extra && role === 'terminal') throw forbidden('a terminal gives extra numbers only');
};

const permitHolder =
  (actor: Actor, { priority, number }: IssueFields) =>
  (hall: RunningHall): void => {
    if (actor.kind !== 'holder') return;
    if (!hall.settings.holdersTakeNumbers)
      throw forbidden('in this hall numbers are taken at the kiosk');
    if ((priority ?? normalPriority) !== normalPriority || number !== undefined)
      throw forbidden('a holder gets the next normal number');
  };

const holderOf = async (
  { subscribers }: HttpDeps,
  { actor, invocation }: { actor: Actor; invocation: HallRequest['invocation'] },
  openId: string | undefined,
): Promise<SubscriberId | null> => {
  if (actor.kind === 'holder') {
    if (openId !== undefined) throw forbidden('a holder takes a number for nobody else');
    return actor.subscriberId;
  }
  return openId === undefined ? null : subscribers.identify(openId, invocation);
};

/** The ticket as the log keeps it: without the bind code, which is derived again. */
const issued =
  (deps: HttpDeps, id: ReturnType<typeof ticketId>): HallRequest['answer'] =>
  (hall) => {
    const ticket = ticketAfter(hall, id);
    return {
      status: 201,
      body: { ...ticketView(hall.settings, ticket), ...waitView(hall, ticket, deps.options.now()) },
    };
  };

const issue = async (deps: HttpDeps, call: IssueCall): Promise<Reply> => {
  const { hallId, queueId } = call.params;
  const { priority = normalPriority, number = null, openId, extra = false } = call.body;
  checkExtra(call.actor, extra);
  const subscriberId = await holderOf(deps, call, openId);
  const id = ticketId(randomUUID());
  const { route = [], routeOrder = 'given' } = call.body;
  const bare = { ticketId: id, queueId, priority, number, subscriberId, route, routeOrder, extra };
  const answer = await deps.commands.execute({
    hallId,
    command: commandNow({ type: 'IssueTicket', ...bare }),
    answer: issued(deps, id),
    permit: permitHolder(call.actor, call.body),
    invocation: call.invocation,
  });
  // Of a repeat it is the ticket that was given the first time.
  const first = answer.body['ticketId'];
  const given = typeof first === 'string' ? ticketId(first) : id;
  const body = { ...answer.body, bindCode: deps.bindCodes.codeOf(given) };
  return answerReply(answer, body, { Location: `/api/v1/tickets/${given}` });
};

const issueRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/queues/{queueId}/tickets',
    tag: 'Kiosk',
    summary: 'Take a number (取号)',
    description:
      'A holder may where `holdersTakeNumbers` is on; the ticket is bound at once. A terminal may give `extra` numbers. Refused in this order: unknown, paused, closed, quota, numbers, person.',
    access: ['admin', 'kiosk', 'terminal', 'holder'],
    idempotent: true,
    params: z.strictObject({ hallId: hallIdField, queueId: queueIdField }),
    body: deps.options.legacyEndpoints ? legacyIssueBody : (issueBody as typeof legacyIssueBody),
    responses: {
      201: {
        description: 'The ticket; `bindCode` goes on the paper as a QR code',
        schema: issuedTicketOut,
        headers: { Location: 'Where its holder reads it' },
      },
    },
    problems: [
      'unknown_hall',
      'unknown_queue',
      'unknown_priority',
      'queue_paused',
      'queue_closed',
      'closing_soon',
      'quota_exhausted',
      'numbers_exhausted',
      'too_many_tickets',
      'number_taken',
      'day_closed',
    ],
    handle: (call) => issue(deps, call),
  });

const listQuery = z.strictObject({
  queueId: queueIdField.optional(),
  state: z.enum(ticketStates).optional(),
  number: numberField.optional(),
  windowId: windowIdField.optional(),
  ...pageQuery,
});

const afterOf = (list: string, cursor: string | undefined) => {
  if (cursor === undefined) return null;
  const [part, key] = placeOf(list, cursor);
  if (part === undefined || key === undefined)
    throw invalidRequest([{ path: 'cursor', message: 'not a cursor of this list' }]);
  return { part, key };
};

const listOf = (hallId: HallId, filter: TicketListFilter): string =>
  JSON.stringify(['tickets', hallId, filter.queueId, filter.state, filter.number, filter.windowId]);

const listRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/halls/{hallId}/tickets',
    tag: 'Terminal',
    summary: "Today's tickets: those waiting in calling order, then the others by time of issue",
    access: ['admin', 'terminal', 'kiosk', 'auditor'],
    params: z.strictObject({ hallId: hallIdField }),
    query: listQuery,
    responses: {
      200: { description: 'A page of tickets', schema: pageOf(ticketOut, 'TicketList') },
    },
    problems: ['unknown_hall'],
    handle: ({ params: { hallId }, query: { limit, cursor, ...filter } }) => {
      const { hall } = viewOf(deps, hallId);
      const list = listOf(hallId, filter);
      const after = afterOf(list, cursor);
      if (hall.status === 'unopened') return ok({ items: [], nextCursor: null });
      const { tickets, next } = listTickets(hall, filter, { limit, after });
      const nextCursor = next === null ? null : cursorOf(list, [next.part, next.key]);
      return ok({ items: tickets.map((ticket) => ticketView(hall.settings, ticket)), nextCursor });
    },
  });

/** Taking a number, what may be taken, and the list of today's tickets. */
export const kioskRoutes = (deps: HttpDeps): readonly Route[] => [
  issueRoute(deps),
  listRoute(deps),
  kioskHallRoute(deps),
];
