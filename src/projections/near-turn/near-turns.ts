import type { HallEvent } from '../../domain/hall/events.js';
import {
  aheadOf,
  queueLine,
  ticketOf,
  ticketsOfLine,
  windowLine,
} from '../../domain/hall/queries.js';
import type { HallState, RunningHall, Ticket, WaitingLine } from '../../domain/hall/state.js';
import type { QueueId, TicketId } from '../../domain/ids.js';
import * as orderedMap from '../../domain/ordered-map.js';
import type { Due } from './policy-state.js';
import { isNear, isNearByMinutes, thresholdOf } from './threshold.js';

type Step = Readonly<{ event: HallEvent; threshold: number | null }>;

/**
 * The tickets for which "near" may first hold after one event. Only those that may cross are looked
 * at: a ticket that leaves a line brings one other across each threshold in use, a ticket that enters
 * can only be near itself, new settings may bring many; and where a queue goes by minutes, its line is
 * walked from the front for as long as it is near, for any event may change how long it takes.
 */
export const dueNearTurns = (before: HallState, hall: RunningHall, step: Step): readonly Due[] => {
  const judging = { at: step.event.at, threshold: step.threshold };
  const ids = new Set([...candidates(before, hall, step), ...nearByMinutes(hall, step)]);
  return [...ids]
    .map((id) => ticketOf(hall, id))
    .filter((ticket): ticket is Ticket => ticket !== undefined)
    .filter((ticket) => isNear(hall, ticket, judging))
    .map((ticket) => ({
      kind: 'near-turn',
      ticketId: ticket.ticketId,
      ahead: aheadOf(hall, ticket),
      windowId: null,
    }));
};

const candidates = (before: HallState, hall: RunningHall, step: Step): readonly TicketId[] => {
  const { event } = step;
  switch (event.type) {
    case 'TicketBound':
    case 'TicketReturned':
    case 'TicketTransferred':
    case 'TicketResumed':
    case 'TicketReminderSet':
      return [event.data.ticketId];
    // Whom it passed on its way back comes nearer, and so may it.
    case 'TicketPriorityChanged':
    case 'TicketRejoined':
      return [
        event.data.ticketId,
        ...crossedBy(before, hall, { ...step, left: event.data.ticketId }),
      ];
    case 'WindowCalled':
    case 'TicketCancelled':
    case 'TicketExpired':
      return crossedBy(before, hall, { ...step, left: event.data.ticketId });
    // Who waits for this window alone was not near while it was not open.
    case 'WindowOpened':
      return nearIn(hall, windowLine(hall, event.data.windowId), step.threshold);
    case 'SettingsChanged':
    case 'HallReopened':
      return everyoneNear(hall, step.threshold);
    default:
      return [];
  }
};

/** Who comes across a threshold because a waiting ticket left its line. */
const crossedBy = (
  before: HallState,
  hall: RunningHall,
  step: Step & { left: TicketId },
): readonly TicketId[] => {
  const left = before.status === 'unopened' ? undefined : ticketOf(before, step.left);
  if (left === undefined || left.status.state !== 'waiting') return [];
  const { standing } = left.status;
  if (standing.forWindowId !== null)
    return nearIn(hall, windowLine(hall, standing.forWindowId), step.threshold);
  const line = queueLine(hall, left.queueId);
  const rank = orderedMap.rank(line, standing.place);
  // The hall's threshold, and each at which a holder has asked to be told: one crosses each of them.
  return [...new Set([thresholdOf(hall, left, step.threshold), ...hall.reminders])]
    .filter((threshold) => rank <= threshold)
    .flatMap((threshold) => orderedMap.at(line, threshold)?.value ?? []);
};

const everyoneNear = (hall: RunningHall, threshold: number | null): readonly TicketId[] => [
  ...[...hall.queues.values()].flatMap(({ line }) => nearIn(hall, line, threshold)),
  ...[...hall.windows.values()].flatMap(({ line }) => nearIn(hall, line, threshold)),
];

const nearIn = (hall: RunningHall, line: WaitingLine, threshold: number | null): TicketId[] => {
  const highest = highestThreshold(hall, threshold);
  const near: TicketId[] = [];
  for (const { value: id } of orderedMap.entriesFrom(line, 0)) {
    if (near.length > highest) break;
    near.push(id);
  }
  return near;
};

const highestThreshold = (hall: RunningHall, override: number | null): number =>
  Math.max(
    override ?? Math.max(-1, ...hall.settings.queues.map((queue) => queue.nearTurnThreshold)),
    ...hall.reminders,
  );

/** Of the queues that go by minutes, who is near by them: the front of the line, for whoever is behind waits longer. */
const nearByMinutes = (hall: RunningHall, { event }: Step): readonly TicketId[] => {
  const queues = hall.settings.queues.filter(({ nearTurnMinutes }) => nearTurnMinutes !== null);
  return queues.flatMap(({ queueId }) => frontByMinutes(hall, queueId, event));
};

const frontByMinutes = (hall: RunningHall, queueId: QueueId, event: HallEvent): TicketId[] => {
  const near: TicketId[] = [];
  for (const ticket of ticketsOfLine(hall, queueLine(hall, queueId), 0)) {
    if (!isNearByMinutes(hall, ticket, event.at)) break;
    near.push(ticket.ticketId);
  }
  return near;
};
