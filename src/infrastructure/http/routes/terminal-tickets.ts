import { z } from 'zod';
import { AppError, isAppError } from '../../../application/errors.js';
import type { Actor, Answer } from '../../../application/ports/inbound/invocation.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import type { ReturnPosition } from '../../../domain/hall/events.js';
import { ticketOf, windowOfTicket } from '../../../domain/hall/queries.js';
import type { RunningHall } from '../../../domain/hall/state.js';
import type { HallId, TicketId, WindowId } from '../../../domain/ids.js';
import { ticketView, waitView } from '../../../projections/ticket-view.js';
import { requireWindow } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { answerReply } from '../reply.js';
import { defineRoute, type Call, type Route } from '../route.js';
import { priorityBody, returnBody } from '../schemas/commands.js';
import { movedOut } from '../schemas/tickets.js';
import { hallIdField, ticketIdField } from '../schemas/values.js';
import { answering, commandNow, ticketAfter } from './halls.js';

const base = '/api/v1/halls/{hallId}/tickets/{ticketId}';
const params = z.strictObject({ hallId: hallIdField, ticketId: ticketIdField });
const responses = { 200: { description: 'The ticket as it is now', schema: movedOut } };
const common = ['unknown_hall', 'unknown_ticket', 'day_closed'];

type TicketParams = Readonly<{ hallId: HallId; ticketId: TicketId }>;
type TicketCall = Call<TicketParams, unknown, unknown>;

/** Does what is asked, and tells a ticket of a past day, which has ended, from one that never was. */
export const executeOnTicket = async (
  deps: HttpDeps,
  ticketId: TicketId,
  request: HallRequest,
): Promise<Answer> => {
  try {
    return await deps.commands.execute(request);
  } catch (error) {
    if (!isAppError(error, 'unknown_ticket')) throw error;
    const past = await deps.history.ticket(ticketId);
    if (past === null || past.hallId !== request.hallId) throw error;
    if (past.businessDay === deps.live.view(past.hallId).businessDay) throw error;
    throw new AppError('ticket_ended', `the ticket was one of ${past.businessDay}`, {
      data: { businessDay: past.businessDay },
    });
  }
};

/** Who acts for some windows takes no ticket from another. */
const permitAt =
  (actor: Actor, ticketId: TicketId) =>
  (hall: RunningHall): void => {
    const ticket = ticketOf(hall, ticketId);
    const windowId = ticket === undefined ? null : windowOfTicket(ticket);
    if (windowId !== null) requireWindow(actor, windowId);
  };

const run = async (
  deps: HttpDeps,
  { params: { hallId, ticketId }, actor, invocation }: TicketCall,
  command: Parameters<typeof commandNow>[0],
) => {
  const answer = answering((hall) => {
    const ticket = ticketAfter(hall, ticketId);
    return {
      ticket: ticketView(hall.settings, ticket),
      ...waitView(hall, ticket, deps.options.now()),
    };
  });
  const permit = permitAt(actor, ticketId);
  const request = { hallId, command: commandNow(command), answer, permit, invocation };
  return answerReply(await executeOnTicket(deps, ticketId, request));
};

const positionOf = ({ position }: z.infer<typeof returnBody>): ReturnPosition | null => {
  if (position === undefined) return null;
  return typeof position === 'string' ? { kind: position } : { kind: 'after', n: position.after };
};

/** The window that resumes: of a terminal's several windows the one that has held the ticket. */
const resumingWindow = (deps: HttpDeps, { actor, params }: TicketCall): WindowId | null => {
  if (actor.kind !== 'token' || actor.windowIds === null) return null;
  const { hall } = deps.live.view(params.hallId);
  const ticket = hall.status === 'unopened' ? undefined : ticketOf(hall, params.ticketId);
  const heldAt = ticket?.status.state === 'held' ? ticket.status.windowId : null;
  const own = actor.windowIds.find((windowId) => windowId === heldAt);
  return own ?? actor.windowIds[0] ?? null;
};

const returnRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/return`,
    tag: 'Terminal',
    summary: 'Put the ticket back into its queue (过号重排)',
    access: ['admin', 'terminal'],
    idempotent: true,
    params,
    body: returnBody,
    responses,
    problems: [...common, 'ticket_not_returnable', 'return_limit', 'too_late'],
    handle: (call) => {
      const { ticketId } = call.params;
      return run(deps, call, { type: 'ReturnTicket', ticketId, position: positionOf(call.body) });
    },
  });

const priorityRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/priority`,
    tag: 'Terminal',
    summary: 'Give the ticket another priority; it enters its line anew, in the same stay',
    access: ['admin', 'terminal'],
    idempotent: true,
    params,
    body: priorityBody,
    responses,
    problems: [...common, 'unknown_priority', 'ticket_ended'],
    handle: (call) => {
      const { ticketId } = call.params;
      return run(deps, call, { type: 'ChangePriority', ticketId, priority: call.body.priority });
    },
  });

const resumeRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/resume`,
    tag: 'Terminal',
    summary: 'A held ticket waits again where it stood (恢复)',
    access: ['admin', 'terminal'],
    idempotent: true,
    params,
    responses,
    problems: [...common, 'ticket_not_held', 'held_for_window'],
    handle: (call) =>
      run(deps, call, {
        type: 'ResumeTicket',
        ticketId: call.params.ticketId,
        byWindowId: resumingWindow(deps, call),
      }),
  });

const cancelRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/cancel`,
    tag: 'Terminal',
    summary: 'Give the ticket up (退号)',
    access: ['admin', 'terminal', 'kiosk'],
    idempotent: true,
    params,
    responses,
    problems: [...common, 'ticket_ended'],
    handle: (call) => run(deps, call, { type: 'CancelTicket', ticketId: call.params.ticketId }),
  });

/** What is done to a ticket of the hall, not at a window. */
export const ticketCommandRoutes = (deps: HttpDeps): readonly Route[] => [
  returnRoute(deps),
  priorityRoute(deps),
  resumeRoute(deps),
  cancelRoute(deps),
];
