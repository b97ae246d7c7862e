import { accept, refuse } from '../../event.js';
import * as orderedMap from '../../ordered-map.js';
import { queueOf } from '../../settings/settings.js';
import type { HallCommand, HallDecision, HallRefusal, IssueTicket } from '../commands.js';
import { expectedNumber, isNumberOf, nextNumber } from './numbers.js';
import { priorityOf } from '../../settings/priorities.js';
import { entryPlace } from '../line/order.js';
import type { RunningHall } from '../state.js';
import { arrivedAt, timesOf } from '../times.js';
import { bound } from './binding.js';

const whyNotNumber = (
  hall: RunningHall,
  prefix: string,
  number: string,
): HallRefusal | undefined => {
  if (!isNumberOf(prefix, number))
    return { code: 'number_invalid', number, expected: expectedNumber(prefix) };
  return orderedMap.has(hall.numbers, number) ? { code: 'number_taken', number } : undefined;
};

type Issue = Pick<IssueTicket, 'ticketId' | 'queueId' | 'priority' | 'number'> &
  Partial<Pick<IssueTicket, 'route' | 'routeOrder'>>;

/** What a visit to several queues adds to its ticket. */
const routed = ({ route = [], routeOrder = 'given' }: Issue) =>
  route.length === 0 ? {} : { route, ...(routeOrder === 'given' ? {} : { routeOrder }) };

/** Gives a ticket of a queue, whether the queue is paused or not. */
export const issue = (hall: RunningHall, command: HallCommand, asked: Issue): HallDecision => {
  const { ticketId, queueId, priority, number: given } = asked;
  if (orderedMap.has(hall.tickets, ticketId)) return accept();
  const queue = queueOf(hall.settings, queueId);
  if (queue === undefined) return refuse({ code: 'unknown_queue', queueId });
  const unknown = asked.route?.find((id) => queueOf(hall.settings, id) === undefined);
  if (unknown !== undefined) return refuse({ code: 'unknown_queue', queueId: unknown });
  const number = given ?? nextNumber(hall, queue.prefix);
  const refusal = given === null ? undefined : whyNotNumber(hall, queue.prefix, given);
  if (refusal !== undefined) return refuse(refusal);
  if (priorityOf(hall.settings, priority) === undefined)
    return refuse({ code: 'unknown_priority', priority });
  const place = entryPlace(hall, { queueId, priority, entersAs: arrivedAt(command) });
  return accept({
    type: 'TicketIssued',
    data: { ticketId, number, queueId, priority, place, ...routed(asked) },
    ...timesOf(command),
  });
};

/** Takes a number: the ticket waits at the end of its priority. */
export const issueTicket = (hall: RunningHall, command: IssueTicket): HallDecision => {
  const { ticketId, queueId, subscriberId } = command;
  if (orderedMap.has(hall.tickets, ticketId)) return accept();
  if (queueOf(hall.settings, queueId) !== undefined && hall.queues.get(queueId)?.paused === true)
    return refuse({ code: 'queue_paused', queueId });
  const issued = issue(hall, command, command);
  if (!issued.ok || subscriberId === null) return issued;
  return accept(...issued.events, bound(command, { ticketId, subscriberId }, 1));
};
