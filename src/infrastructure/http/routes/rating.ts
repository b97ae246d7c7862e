import { z } from 'zod';
import type { Invocation } from '../../../application/ports/inbound/invocation.js';
import type { TicketId } from '../../../domain/ids.js';
import { requireHall } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';
import { answerReply, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { holderRatingBody, ratingBody, ratingOut, reminderBody } from '../schemas/visits.js';
import { ticketPageOut } from '../schemas/tickets.js';
import { hallIdField, ticketIdField } from '../schemas/values.js';
import { answeringPage, permitOwn } from './holder-answers.js';
import { commandNow } from './halls.js';
import { executeOnTicket } from './terminal-tickets.js';
import { findTicket, ownTicket, personIn, type FoundTicket } from './tickets.js';

type Rating = Readonly<{ score: number; reasons: readonly string[] }>;
type Rated = Rating & Readonly<{ ticketId: TicketId; rater: 'holder' | 'window' }>;

const problems = [
  'unknown_ticket',
  'not_ended',
  'already_rated',
  'too_late',
  'unknown_reason',
] as const;

/** A visit may be rated the day after: the command is about the ticket's own day. */
const rate = async (
  deps: HttpDeps,
  { hallId, page: { businessDay } }: FoundTicket,
  {
    rated,
    ...asked
  }: Readonly<{ rated: Rated; permit?: ReturnType<typeof permitOwn> }> &
    Readonly<{ invocation: Invocation }>,
): Promise<Reply> => {
  const { score, reasons } = rated;
  const answer = await deps.commands.execute({
    ...asked,
    hallId,
    businessDay,
    command: commandNow({ type: 'RateTicket', ...rated }),
    answer: () => ({ status: 201, body: { score, reasons } }),
  });
  return answerReply(answer);
};

const holderRatingRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/tickets/{ticketId}/rating',
    tag: 'Holder',
    summary: 'Rate a visit that has ended, once, within 24 hours',
    description:
      'A comment is personal: it is kept encrypted with the person, and forgotten with them.',
    access: ['holder'],
    idempotent: true,
    params: z.strictObject({ ticketId: ticketIdField }),
    body: holderRatingBody,
    responses: { 201: { description: 'The rating', schema: ratingOut } },
    problems,
    handle: async ({ params: { ticketId }, body, actor, invocation }) => {
      const found = await ownTicket(deps, actor, ticketId);
      const { comment, ...rating } = body;
      const rated = { ticketId, ...rating, rater: 'holder' as const };
      const permit = permitOwn(actor, ticketId);
      const reply = await rate(deps, found, { rated, permit, invocation });
      // Also on a repeat: the first time it may have got no further than the rating.
      if (comment !== undefined)
        await deps.subscribers.leaveComment(personIn(actor), { ticketId, comment }, invocation);
      return reply;
    },
  });

const windowRatingRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/halls/{hallId}/tickets/{ticketId}/rating',
    tag: 'Terminal',
    summary: "Rate a visit at the window's device",
    access: ['admin', 'terminal'],
    idempotent: true,
    params: z.strictObject({ hallId: hallIdField, ticketId: ticketIdField }),
    body: ratingBody,
    responses: { 201: { description: 'The rating', schema: ratingOut } },
    problems: ['unknown_hall', ...problems],
    handle: async ({ params: { hallId, ticketId }, body, actor, invocation }) => {
      const found = await findTicket(deps, ticketId);
      if (found.hallId !== hallId) throw unknown('ticket', ticketId);
      requireHall(actor, hallId);
      return rate(deps, found, { rated: { ticketId, ...body, rater: 'window' }, invocation });
    },
  });

const reminderRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'put',
    path: '/api/v1/tickets/{ticketId}/reminder',
    tag: 'Holder',
    summary: 'Be told at so many ahead already; null: as the hall tells',
    access: ['holder'],
    params: z.strictObject({ ticketId: ticketIdField }),
    body: reminderBody,
    responses: { 200: { description: 'The ticket', schema: ticketPageOut } },
    problems: ['unknown_ticket', 'ticket_ended', 'day_closed'],
    handle: async ({ params: { ticketId }, body: { ahead }, actor, invocation }) => {
      const { hallId } = await ownTicket(deps, actor, ticketId);
      const answer = await executeOnTicket(deps, ticketId, {
        hallId,
        command: commandNow({ type: 'SetReminder', ticketId, ahead }),
        answer: answeringPage(deps, ticketId),
        permit: permitOwn(actor, ticketId),
        invocation,
      });
      return answerReply(answer);
    },
  });

/** What holders say of a visit, and when they want to hear of it. */
export const ratingRoutes = (deps: HttpDeps): readonly Route[] => [
  holderRatingRoute(deps),
  windowRatingRoute(deps),
  reminderRoute(deps),
];
