import type { HallRefusal } from '../../domain/hall/commands.js';
import { AppError } from '../errors.js';

const sentences: Readonly<Record<HallRefusal['code'], string>> = {
  day_not_open: 'the business day has not begun',
  day_closed: 'the business day is closed',
  unknown_queue: 'the hall has no such queue',
  unknown_window: 'the hall has no such window',
  unknown_ticket: 'the hall has no such ticket today',
  queue_paused: 'the queue gives no numbers now',
  number_taken: 'this number was given today',
  number_invalid: 'the number does not fit the queue',
  window_closed: 'the window is not open',
  window_busy: 'the window still has a ticket',
  already_called: 'a window has called this ticket',
  ticket_not_waiting: 'the ticket cannot be called in its state',
  no_ticket: 'the window has no such ticket',
  ticket_not_returnable: 'the ticket cannot return to its queue from its state',
  ticket_not_held: 'the ticket is not held',
  held_for_window: 'the ticket is held for another window',
  ticket_ended: 'the ticket has ended',
  ticket_bound: 'the ticket belongs to somebody else',
  ticket_not_bound: 'the ticket is not bound to this person',
  until_not_future: 'until must be in the future',
  already_open: 'it is open already',
  queue_closed: 'the queue gives no numbers at this time',
  closing_soon: 'the queue closes too soon for another number',
  quota_exhausted: "the queue's numbers of this time are given",
  numbers_exhausted: "the queue's last number is given",
  too_many_tickets: 'this person has as many tickets as one may have',
  unknown_priority: 'the hall has no such priority',
  unknown_outcome: 'the hall has no such outcome',
  unknown_reason: 'the hall has no such reason',
  return_limit: 'the ticket has returned as often as one may',
  too_late: 'the time for this is over',
  too_early: 'it is too early for this',
  recall_limit: 'the call was repeated as often as one may',
  call_given_off: 'this window may not call a ticket of its choice',
  window_taken: 'another clerk sits at this window',
  not_signed_in: 'nobody has signed in at this window',
  not_ended: 'the visit has not ended',
  already_rated: 'the visit has been rated',
  out_of_order: 'something later is known of this ticket',
};

/** A refusal of the domain as the error that the caller is told of. */
export const refusalError = (refusal: HallRefusal): AppError => {
  const { code, ...data } = refusal;
  return new AppError(code, sentences[code], { data });
};
