import { aheadOf, ticketsByIssue } from '../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../domain/hall/state.js';
import { epochMs, type Instant, type SubscriberId } from '../../domain/ids.js';
import type { Cause, MessageDecision } from '../../domain/message/events.js';
import { dayEnd } from '../../domain/calendar/business-day.js';
import { decisionOf, expiry } from './decision.js';
import { thresholdOf } from './threshold.js';

/** Who asked, when, and by which event. */
export type Asked = Readonly<{ subscriberId: SubscriberId; at: Instant; cause: Cause }>;

/** The waiting tickets of a person on an open day, in the order of their issue. */
export const waitingTicketsOf = (hall: RunningHall, person: SubscriberId): readonly Ticket[] => {
  if (hall.status !== 'open') return [];
  const tickets: Ticket[] = [];
  for (const ticket of ticketsByIssue(hall))
    if (ticket.subscriberId === person && ticket.status.state === 'waiting') tickets.push(ticket);
  return tickets.toSorted((a, b) => epochMs(a.issuedAt) - epochMs(b.issuedAt));
};

/**
 * The 排队 of a stay, decided because its person asked for it and not by the policy; null where the
 * hall has that kind off. It has the id that the policy's would have, so a stay has one at most.
 */
export const requestedNotice = (
  hall: RunningHall,
  ticket: Ticket,
  { subscriberId, at, cause }: Asked,
): MessageDecision | null => {
  const settings = hall.settings.messages.queued;
  if (!settings.enabled || settings.templateId === null) return null;
  return decisionOf(hall, ticket, {
    kind: 'queued',
    subscriberId,
    templateId: settings.templateId,
    ahead: aheadOf(hall, ticket),
    threshold: thresholdOf(hall, ticket, null),
    windowId: null,
    expiresAt: expiry(at, settings.ttlSeconds, dayEnd(hall.businessDay, hall.zone)),
    cause,
  });
};
