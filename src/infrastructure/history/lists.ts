import type { MessageFilter, TicketFilter } from '../../application/ports/inbound.js';
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
  select: `SELECT g.*, m.sent_at FROM grants g LEFT JOIN messages m ON m.message_id = g.used_by`,
  sortedBy: ['g.position'],
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
