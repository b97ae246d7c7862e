import { accept, refuse } from '../../event.js';
import type { SubscriberId, TicketId } from '../../ids.js';
import type { BindTicket, HallCommand, HallDecision, UnbindTicket } from '../commands.js';
import type { TicketBound } from '../events.js';
import { isEnded, ticketOf } from '../queries.js';
import type { RunningHall } from '../state.js';
import { timesOf } from '../times.js';
import { whyTooMany } from './people.js';

/** The binding of a ticket to a person, in the stay given. */
export const bound = (
  command: HallCommand,
  who: Readonly<{ ticketId: TicketId; subscriberId: SubscriberId }>,
  stay: number,
): TicketBound => ({
  type: 'TicketBound',
  data: { ticketId: who.ticketId, subscriberId: who.subscriberId, stay },
  ...timesOf(command),
});

/** Binds a ticket to its holder: the first to come, or the next after it was freed. */
export const bindTicket = (hall: RunningHall, command: BindTicket): HallDecision => {
  const { ticketId, subscriberId } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (ticket.subscriberId === subscriberId) return accept();
  if (ticket.subscriberId !== null) return refuse({ code: 'ticket_bound' });
  if (isEnded(ticket)) return refuse({ code: 'ticket_ended', state: ticket.status.state });
  const tooMany = whyTooMany(hall, subscriberId, ticket);
  if (tooMany !== undefined) return refuse(tooMany);
  const { lastSubscriberId, stay } = ticket;
  const isAnother = lastSubscriberId !== null && lastSubscriberId !== subscriberId;
  return accept(bound(command, { ticketId, subscriberId }, isAnother ? stay + 1 : stay));
};

/** Frees a ticket from its holder. */
export const unbindTicket = (hall: RunningHall, command: UnbindTicket): HallDecision => {
  const { ticketId, subscriberId } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (ticket.subscriberId !== subscriberId) return refuse({ code: 'ticket_not_bound' });
  return accept({ type: 'TicketUnbound', data: { ticketId, subscriberId }, ...timesOf(command) });
};
