import { accept, refuse } from '../../event.js';
import { epochMs, instant, type Instant } from '../../ids.js';
import { appointmentDefaults } from '../../settings/defaults.js';
import { normalPriority, priorityOf, type Priority } from '../../settings/priorities.js';
import { queueOf, type AppointmentSettings, type HallSettings } from '../../settings/settings.js';
import type { CheckIn, HallDecision } from '../commands.js';
import { ticketOf } from '../queries.js';
import type { RunningHall } from '../state.js';
import { issueTicket } from './issue.js';

type Rules = Pick<AppointmentSettings, 'checkIn' | 'late' | 'priority'>;

const minutesAfter = (at: Instant, minutes: number): Instant =>
  instant(epochMs(at) + minutes * 60_000);

/** What was promised is kept where the queue has stopped taking appointments since. */
const rulesOf = (settings: HallSettings, { queueId }: CheckIn): Rules =>
  queueOf(settings, queueId)?.appointments ?? appointmentDefaults;

// A list of priorities may have lost the one that the queue's appointments name.
const knownPriority = (settings: HallSettings, priority: Priority): Priority =>
  priorityOf(settings, priority) === undefined ? normalPriority : priority;

/**
 * 报到: gives the ticket of an appointment, once, however often it is asked for. On time it enters
 * its line as though at the slot's begin; late, where that is allowed, as one who comes now.
 */
export const checkIn = (hall: RunningHall, command: CheckIn): HallDecision => {
  const { ticketId, appointmentId, queueId, startsAt, endsAt, subscriberId } = command;
  if (ticketOf(hall, ticketId) !== undefined) return accept();
  const { checkIn: grace, late: rule, priority } = rulesOf(hall.settings, command);
  const from = minutesAfter(startsAt, -grace.earlyMinutes);
  const until = minutesAfter(endsAt, grace.lateMinutes);
  if (command.at < from) return refuse({ code: 'too_early', from });
  const late = command.at > until;
  if (late && rule === 'refuse') return refuse({ code: 'too_late', until });
  const { type: _checkIn, ...told } = command;
  return issueTicket(hall, {
    ...told,
    type: 'IssueTicket',
    ticketId,
    queueId,
    subscriberId,
    number: null,
    priority: late ? normalPriority : knownPriority(hall.settings, priority),
    appointment: { appointmentId, late, entersAs: late ? null : startsAt },
  });
};
