import type { CreditEvent } from '../../domain/credit/events.js';
import type { BusinessDay, HallId, MessageId, SubscriberId, TicketId } from '../../domain/ids.js';
import type { DecidedMessage } from '../../domain/message/state.js';
import type { AppointmentRow } from '../../projections/history/appointment-row.js';
import type { CreditRow } from '../../projections/history/credit-row.js';
import type { DayRow } from '../../projections/history/day-row.js';
import type { GrantRow } from '../../projections/history/grant-rows.js';
import { type MessageRow, reasonOf } from '../../projections/history/message-row.js';
import {
  type TicketRow,
  type Told,
  type Visit,
  toldOf,
} from '../../projections/history/ticket-row.js';

/** A row as SQLite gives it. */
export type Stored = Readonly<Record<string, string | number | null>>;

type Values = Readonly<Record<string, string | number | null>>;

// The casts below read back what this file wrote: the tables belong to this process alone, are
// versioned, and are built anew when the version differs.

export const dayValues = (row: DayRow): Values => ({
  hall_id: row.hallId,
  business_day: row.businessDay,
  near_turn: row.nearTurn ? 1 : 0,
  settings_revision: row.settingsRevision,
  ends_at: row.endsAt,
});

export const dayRow = (stored: Stored): DayRow => ({
  hallId: stored['hall_id'] as HallId,
  businessDay: stored['business_day'] as BusinessDay,
  nearTurn: stored['near_turn'] === 1,
  settingsRevision: stored['settings_revision'] as number,
  endsAt: stored['ends_at'] as DayRow['endsAt'],
});

export const ticketValues = (row: TicketRow, nearTurn: boolean): Values => ({
  ticket_id: row.ticketId,
  position: row.position,
  hall_id: row.hallId,
  business_day: row.businessDay,
  queue_id: row.queueId,
  number: row.number,
  state: row.state,
  priority: row.priority,
  window_id: row.windowId,
  issued_at: row.issuedAt,
  bound_at: row.boundAt,
  first_called_at: row.firstCalledAt,
  last_called_at: row.lastCalledAt,
  visit: JSON.stringify(row.visit),
  subscriber_id: row.subscriberId,
  first_revision: row.firstRevision,
  last_revision: row.lastRevision,
  near_turn_id: row.nearTurn?.messageId ?? null,
  near_turn_stay: row.nearTurn?.stay ?? null,
  told: toldOf(row, nearTurn),
  reason: row.nearTurn?.reason ?? null,
});

const nearTurnOf = (stored: Stored): TicketRow['nearTurn'] =>
  stored['near_turn_id'] === null
    ? null
    : ({
        messageId: stored['near_turn_id'],
        stay: stored['near_turn_stay'],
        status: stored['told'],
        reason: stored['reason'],
      } as TicketRow['nearTurn']);

/** A ticket and what was stored of why it was told or not. */
export type ToldTicket = TicketRow & Readonly<{ told: Told; reason: string | null }>;

export const ticketRow = (stored: Stored): ToldTicket =>
  ({
    ticketId: stored['ticket_id'] as TicketId,
    position: stored['position'],
    hallId: stored['hall_id'],
    businessDay: stored['business_day'],
    queueId: stored['queue_id'],
    number: stored['number'],
    state: stored['state'],
    priority: stored['priority'],
    windowId: stored['window_id'],
    issuedAt: stored['issued_at'],
    boundAt: stored['bound_at'],
    firstCalledAt: stored['first_called_at'],
    lastCalledAt: stored['last_called_at'],
    visit: JSON.parse(stored['visit'] as string) as Visit,
    subscriberId: stored['subscriber_id'],
    firstRevision: stored['first_revision'],
    lastRevision: stored['last_revision'],
    nearTurn: nearTurnOf(stored),
    told: stored['told'],
    reason: stored['reason'],
  }) as ToldTicket;

export const messageValues = (row: MessageRow): Values => {
  const { message } = row;
  const { decision } = message;
  return {
    message_id: decision.messageId,
    position: row.position,
    ticket_id: decision.ticketId,
    subscriber_id: decision.subscriberId,
    number: decision.number,
    hall_id: decision.hallId,
    queue_id: decision.queueId,
    business_day: decision.businessDay,
    kind: decision.kind,
    stay: decision.stay,
    template_id: decision.templateId,
    status: message.status,
    reason: reasonOf(message),
    decided_at: message.decidedAt,
    changed_at: row.changedAt,
    attempted_at: row.attemptedAt,
    sent_at: row.sentAt,
    attempts: message.attempts,
    errcode: row.errcode,
    msgid: message.msgid,
    state: JSON.stringify(message),
  };
};

/** The domain's state of a message, of a row that has at least `state`. */
export const messageOf = (stored: Stored): DecidedMessage =>
  JSON.parse(stored['state'] as string) as DecidedMessage;

export const messageRow = (stored: Stored): MessageRow => ({
  message: messageOf(stored),
  position: stored['position'] as string,
  changedAt: stored['changed_at'] as MessageRow['changedAt'],
  attemptedAt: stored['attempted_at'] as MessageRow['attemptedAt'],
  sentAt: stored['sent_at'] as MessageRow['sentAt'],
  errcode: stored['errcode'] as MessageRow['errcode'],
});

/** Whose credit of which template. */
export type GrantKey = Readonly<{
  subscriberId: SubscriberId;
  templateId: CreditEvent['data']['templateId'];
}>;

export const grantValues = (key: GrantKey, { grant, position }: GrantRow): Values => ({
  subscriber_id: key.subscriberId,
  template_id: key.templateId,
  revision: grant.revision,
  position,
  granted_at: grant.grantedAt,
  source: grant.source,
  paired: grant.paired ? 1 : 0,
  used_by: grant.usedBy,
  lasting_uses: JSON.stringify(grant.lastingUses),
  voided: grant.voided ? 1 : 0,
});

export const grantRow = (stored: Stored): GrantRow => ({
  grant: {
    revision: stored['revision'] as number,
    grantedAt: stored['granted_at'] as GrantRow['grant']['grantedAt'],
    source: stored['source'] as GrantRow['grant']['source'],
    paired: stored['paired'] === 1,
    usedBy: stored['used_by'] as MessageId | null,
    lastingUses: JSON.parse(stored['lasting_uses'] as string) as readonly MessageId[],
    voided: stored['voided'] === 1,
  },
  position: stored['position'] as string,
});

export const creditValues = (key: GrantKey, row: CreditRow): Values => ({
  subscriber_id: key.subscriberId,
  template_id: key.templateId,
  position: row.position,
  declined: row.declined,
  used: row.used,
  returned: row.returned,
  last_answer: row.lastAnswer,
  last_source: row.lastSource,
  last_at: row.lastAt,
  unpaired: JSON.stringify(row.unpaired),
});

export const creditRow = (stored: Stored): CreditRow => ({
  position: stored['position'] as string,
  declined: stored['declined'] as number,
  used: stored['used'] as number,
  returned: stored['returned'] as number,
  lastAnswer: stored['last_answer'] as string | null,
  lastSource: stored['last_source'] as CreditRow['lastSource'],
  lastAt: stored['last_at'] as CreditRow['lastAt'],
  unpaired: JSON.parse(stored['unpaired'] as string) as CreditRow['unpaired'],
});

export const appointmentValues = (row: AppointmentRow): Values => ({
  appointment_id: row.appointmentId,
  position: row.position,
  hall_id: row.hallId,
  business_day: row.businessDay,
  queue_id: row.queueId,
  starts: row.from,
  ends: row.to,
  ref: row.ref,
  subscriber_id: row.subscriberId,
  booked_at: row.bookedAt,
  state: row.state,
  ticket_id: row.ticketId,
});

export const appointmentRow = (stored: Stored): AppointmentRow =>
  ({
    appointmentId: stored['appointment_id'],
    position: stored['position'],
    hallId: stored['hall_id'],
    businessDay: stored['business_day'],
    queueId: stored['queue_id'],
    from: stored['starts'],
    to: stored['ends'],
    ref: stored['ref'],
    subscriberId: stored['subscriber_id'],
    bookedAt: stored['booked_at'],
    state: stored['state'],
    ticketId: stored['ticket_id'],
  }) as AppointmentRow;
