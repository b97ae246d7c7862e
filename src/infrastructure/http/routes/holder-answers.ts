import type { Actor } from '../../../application/ports/inbound/invocation.js';
import { ticketOf } from '../../../domain/hall/queries.js';
import type { RunningHall } from '../../../domain/hall/state.js';
import type { TicketId } from '../../../domain/ids.js';
import { ticketPage } from '../../../projections/ticket-view.js';
import type { HttpDeps } from '../deps.js';
import { forbidden } from '../problem.js';
import { answering, ticketAfter } from './halls.js';
import { personIn } from './tickets.js';

/** 200 with the whole ticket, as the command leaves it. */
export const answeringPage = (deps: HttpDeps, ticketId: TicketId) =>
  answering((hall) => {
    const at = deps.options.now();
    return ticketPage(hall, { hall, at }, ticketAfter(hall, ticketId));
  });

/** @throws HttpProblem `forbidden` unless the ticket is the caller's at the moment of the decision */
export const permitOwn =
  (actor: Actor, ticketId: TicketId) =>
  (hall: RunningHall): void => {
    const ticket = ticketOf(hall, ticketId);
    if (ticket !== undefined && ticket.subscriberId !== personIn(actor))
      throw forbidden('the ticket is not bound to this person');
  };
