import { accept, refuse } from '../event.js';
import { epochMs, instant, type Instant } from '../ids.js';
import { hallWith, ticketWith } from './copies.js';
import type { HallDecision, HallRefusal, RateTicket, SetReminder } from './commands.js';
import type { TicketRated, TicketReminderSet } from './events.js';
import { rewrite } from './line/whereabouts.js';
import { isEnded, ticketOf } from './queries.js';
import type { RunningHall, Ticket } from './state.js';
import { timesOf } from './times.js';

/** How long after its end a visit may be rated. */
const ratingMs = 24 * 3_600_000;

const whyNotRateable = (ticket: Ticket, at: Instant): HallRefusal | undefined => {
  if (!isEnded(ticket) || ticket.endedAt === null)
    return { code: 'not_ended', state: ticket.status.state };
  if (ticket.rating !== null) return { code: 'already_rated' };
  const until = instant(epochMs(ticket.endedAt) + ratingMs);
  return at > until ? { code: 'too_late', until } : undefined;
};

/** Whether a visit may be rated at an instant. */
export const isRateable = (ticket: Ticket, at: Instant): boolean =>
  whyNotRateable(ticket, at) === undefined;

const whyNotRated = (
  { settings }: RunningHall,
  ticket: Ticket,
  { at, reasons }: RateTicket,
): HallRefusal | undefined => {
  const early = whyNotRateable(ticket, at);
  if (early !== undefined) return early;
  const unknown = reasons.find((reason) => !settings.ratingReasons.includes(reason));
  return unknown === undefined ? undefined : { code: 'unknown_reason', reason: unknown };
};

/** The visitor says what they think of a visit that has ended, once. */
export const rateTicket = (hall: RunningHall, command: RateTicket): HallDecision => {
  const { ticketId, score, reasons, rater } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  const refusal = whyNotRated(hall, ticket, command);
  if (refusal !== undefined) return refuse(refusal);
  const windowId = ticket.status.state === 'waiting' ? null : ticket.status.windowId;
  return accept({
    type: 'TicketRated',
    data: { ticketId, windowId, score, reasons, by: rater },
    ...timesOf(command),
  });
};

/** The hall once a visit was rated. */
export const rated = (hall: RunningHall, ticket: Ticket, { data }: TicketRated): RunningHall =>
  rewrite(hall, ticketWith(ticket, { rating: data.score }));

/** The holder wants to be told at so many ahead already, or no longer. */
export const setReminder = (hall: RunningHall, command: SetReminder): HallDecision => {
  const { ticketId, ahead } = command;
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined) return refuse({ code: 'unknown_ticket' });
  if (isEnded(ticket)) return refuse({ code: 'ticket_ended', state: ticket.status.state });
  if (ticket.reminderAhead === ahead) return accept();
  return accept({ type: 'TicketReminderSet', data: { ticketId, ahead }, ...timesOf(command) });
};

/** The hall once a holder wants to be told at another place. */
export const reminded = (
  hall: RunningHall,
  ticket: Ticket,
  { data }: TicketReminderSet,
): RunningHall => {
  const { ahead } = data;
  const known = ahead === null || hall.reminders.includes(ahead);
  const reminders = known ? hall.reminders : [...hall.reminders, ahead];
  return rewrite(hallWith(hall, { reminders }), ticketWith(ticket, { reminderAhead: ahead }));
};
