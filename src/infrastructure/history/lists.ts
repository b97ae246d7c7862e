import type {
  CreditFilter,
  MessageFilter,
  TicketFilter,
} from '../../application/ports/inbound/auditors.js';
import { type Condition, type List, equals } from './list-query.js';

/** By the time of the decision: the export of a span of time walks one index. */
export const messages: List = {
  name: 'messages',
  select: 'SELECT * FROM messages',
  sortedBy: ['decided_at', 'position'],
};

const ticketsOfDays = `SELECT t.*, d.ends_at FROM tickets t
  LEFT JOIN days d ON d.hall_id = t.hall_id AND d.business_day = t.business_day`;

export const tickets: List = {
  name: 'tickets',
  select: ticketsOfDays,
  sortedBy: ['t.position'],
};

export const myTickets: List = { ...tickets, name: 'my-tickets' };

export const ledger: List = {
  name: 'ledger',
  // A long-term grant is used by many: the first that was sent counts.
  select: `SELECT g.*, coalesce(
      (SELECT sent_at FROM messages WHERE message_id = g.used_by),
      (SELECT min(m.sent_at) FROM json_each(g.lasting_uses) u JOIN messages m ON m.message_id = u.value)
    ) AS sent_at FROM grants g`,
  sortedBy: ['g.position'],
};

const countOfGrants = (condition: string): string =>
  `(SELECT count(*) FROM grants g
    WHERE g.subscriber_id = c.subscriber_id AND g.template_id = c.template_id AND ${condition})`;

export const credits: List = {
  name: 'credits',
  select: `SELECT c.*, ${countOfGrants('1')} AS granted, ${countOfGrants('g.voided = 1')} AS voided,
    ${countOfGrants('g.used_by IS NULL AND g.voided = 0')} AS remaining FROM credits c`,
  sortedBy: ['c.position'],
};

export const myAppointments: List = {
  name: 'my-appointments',
  select: 'SELECT * FROM appointments',
  sortedBy: ['position'],
};

export const messagesWhere = (filter: MessageFilter): readonly Condition[] => [
  equals('hall_id', filter.hallId),
  equals('business_day', filter.businessDay),
  equals('queue_id', filter.queueId),
  equals('number', filter.number),
  equals('ticket_id', filter.ticketId),
  equals('subscriber_id', filter.subscriberId),
  equals('kind', filter.kind),
  equals('status', filter.status),
  { sql: 'decided_at >= ?', value: filter.from },
  { sql: 'decided_at < ?', value: filter.to },
];

export const ticketsWhere = (filter: TicketFilter): readonly Condition[] => [
  equals('t.hall_id', filter.hallId),
  equals('t.business_day', filter.businessDay),
  equals('t.queue_id', filter.queueId),
  equals('t.number', filter.number),
  equals('t.told', filter.told),
];

export const creditsWhere = (filter: CreditFilter): readonly Condition[] => [
  equals('c.subscriber_id', filter.subscriberId),
  equals('c.template_id', filter.templateId),
];
