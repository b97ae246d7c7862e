import { accept, refuse } from '../../event.js';
import type { Instant } from '../../ids.js';
import * as hashMap from '../../hash-map.js';
import { priorityOf } from '../../settings/priorities.js';
import { queueOf, type QueueSettings } from '../../settings/settings.js';
import type { HallCommand, HallDecision, HallRefusal, IssueTicket } from '../commands.js';
import type { TicketIssued } from '../events.js';
import { entryPlace } from '../line/order.js';
import { ticketOf } from '../queries.js';
import type { RunningHall } from '../state.js';
import { arrivedAt, timesOf } from '../times.js';
import { bound } from './binding.js';
import { expectedNumber, isNumberOf, nextNumber, type Numbered } from './numbers.js';
import { whyClosed } from './opening.js';
import { whyTooMany } from './people.js';
import { whyFull } from './quotas.js';

type Issue = Pick<IssueTicket, 'ticketId' | 'queueId' | 'priority' | 'number'> &
  Partial<Pick<IssueTicket, 'route' | 'routeOrder' | 'extra' | 'appointment'>>;

type Numbering =
  | Readonly<{ ok: true; number: string; counted?: number }>
  | Readonly<{ ok: false; refusal: HallRefusal }>;

/** The number that somebody else has given, where it is free and one of the queue. */
const givenNumber = (hall: RunningHall, queue: QueueSettings, number: string): Numbering => {
  if (!isNumberOf(queue, number))
    return {
      ok: false,
      refusal: { code: 'number_invalid', number, expected: expectedNumber(queue) },
    };
  return hashMap.has(hall.numbers, number)
    ? { ok: false, refusal: { code: 'number_taken', number } }
    : { ok: true, number };
};

/** The next number; 加号 goes on beyond the last. */
const ownNumber = (hall: RunningHall, queue: QueueSettings, extra: boolean): Numbering => {
  const next: Numbered | null = nextNumber(hall, extra ? { ...queue, lastNumber: null } : queue);
  return next === null
    ? { ok: false, refusal: { code: 'numbers_exhausted', queueId: queue.queueId } }
    : { ok: true, ...next };
};

const whyUnknown = (hall: RunningHall, { queueId, priority, route = [] }: Issue) => {
  const unknown = [queueId, ...route].find((id) => queueOf(hall.settings, id) === undefined);
  if (unknown !== undefined) return { code: 'unknown_queue', queueId: unknown } as const;
  return priorityOf(hall.settings, priority) === undefined
    ? ({ code: 'unknown_priority', priority } as const)
    : undefined;
};

/** What an event says of a ticket only where it applies. */
const particulars = (asked: Issue): Partial<TicketIssued['data']> => {
  const { route = [], routeOrder = 'given', appointment, extra } = asked;
  return {
    ...(appointment === undefined
      ? {}
      : { appointmentId: appointment.appointmentId, late: appointment.late }),
    ...(appointment?.entersAs ? { entersAs: appointment.entersAs } : {}),
    ...(route.length === 0 ? {} : { route }),
    ...(route.length > 0 && routeOrder !== 'given' ? { routeOrder } : {}),
    ...(extra === true ? { extra } : {}),
  };
};

/** Gives a ticket of a queue, whether the queue gives numbers now or not. */
export const issue = (hall: RunningHall, command: HallCommand, asked: Issue): HallDecision => {
  const { ticketId, queueId, priority, number: given } = asked;
  if (ticketOf(hall, ticketId) !== undefined) return accept();
  const unknown = whyUnknown(hall, asked);
  const queue = queueOf(hall.settings, queueId);
  if (unknown !== undefined || queue === undefined)
    return refuse(unknown ?? { code: 'unknown_queue', queueId });
  const numbering =
    given === null ? ownNumber(hall, queue, asked.extra === true) : givenNumber(hall, queue, given);
  if (!numbering.ok) return refuse(numbering.refusal);
  const { number, counted } = numbering;
  const entersAs: Instant = asked.appointment?.entersAs ?? arrivedAt(command);
  const place = entryPlace(hall, { queueId, priority, entersAs });
  return accept({
    type: 'TicketIssued',
    data: {
      ticketId,
      number,
      queueId,
      priority,
      place,
      ...(counted === undefined ? {} : { counted }),
      ...particulars(asked),
    },
    ...timesOf(command),
  });
};

/** Why a queue gives no number now, in the order in which a visitor would want to know. */
const whyNotNow = (hall: RunningHall, command: IssueTicket): HallRefusal | undefined => {
  const { queueId, at } = command;
  const queue = queueOf(hall.settings, queueId);
  if (queue === undefined) return undefined;
  if (hall.queues.get(queueId)?.paused === true) return { code: 'queue_paused', queueId };
  // 加号 passes the rules; who comes on time for an appointment was promised a place.
  if (command.extra === true || command.appointment?.late === false) return undefined;
  return whyClosed(hall, queue, at) ?? whyFull(hall, queue, at);
};

/** Takes a number: the ticket waits where its queue's rule has it. */
export const issueTicket = (hall: RunningHall, command: IssueTicket): HallDecision => {
  const { ticketId, subscriberId } = command;
  if (ticketOf(hall, ticketId) !== undefined) return accept();
  const refusal = whyUnknown(hall, command) ?? whyNotNow(hall, command);
  if (refusal !== undefined) return refuse(refusal);
  const issued = issue(hall, command, command);
  if (!issued.ok || subscriberId === null) return issued;
  const tooMany = whyTooMany(hall, subscriberId, command);
  if (tooMany !== undefined) return refuse(tooMany);
  return accept(...issued.events, bound(command, { ticketId, subscriberId }, 1));
};
