import type { HallEvent } from '../../../domain/hall/events.js';
import { aheadOf, queueLine, ticketOf, windowLine } from '../../../domain/hall/queries.js';
import type { HallState, RunningHall, Ticket, WaitingLine } from '../../../domain/hall/state.js';
import type { TicketId } from '../../../domain/ids.js';
import * as orderedMap from '../../../domain/ordered-map.js';
import type { Due } from '../policy-state.js';
import { isNear, thresholdOf } from './threshold.js';

type Step = Readonly<{ event: HallEvent; threshold: number | null }>;

/**
 * As version 1 decided; kept as it was, for replays of the days that it decided.
 *
 * The tickets for which `ahead ≤ threshold` may first hold after one event. Only those whose rank
 * crosses the threshold are looked at: a ticket that leaves the line brings one other across it, a
 * ticket that enters can only be near itself, and new settings may bring many.
 */
export const dueNearTurns = (before: HallState, hall: RunningHall, step: Step): readonly Due[] =>
  candidates(before, hall, step)
    .map((id) => ticketOf(hall, id))
    .filter((ticket): ticket is Ticket => ticket !== undefined)
    .filter((ticket) => isNear(hall, ticket, step.threshold))
    .map((ticket) => ({
      kind: 'near-turn',
      ticketId: ticket.ticketId,
      ahead: aheadOf(hall, ticket),
      windowId: null,
    }));

const candidates = (before: HallState, hall: RunningHall, step: Step): readonly TicketId[] => {
  const { event } = step;
  switch (event.type) {
    case 'TicketBound':
    case 'TicketReturned':
    case 'TicketTransferred':
    case 'TicketResumed':
      return [event.data.ticketId];
    // Whom it leaves behind comes nearer, and so may it.
    case 'TicketRejoined':
    case 'TicketPriorityChanged':
      return [
        event.data.ticketId,
        ...crossedBy(before, hall, { ...step, left: event.data.ticketId }),
      ];
    case 'WindowCalled':
    case 'TicketCancelled':
    case 'TicketExpired':
      return crossedBy(before, hall, { ...step, left: event.data.ticketId });
    case 'SettingsChanged':
    case 'HallReopened':
      return everyoneNear(hall, step.threshold);
    default:
      return [];
  }
};

/** Who comes across the threshold because a waiting ticket left its line. */
const crossedBy = (
  before: HallState,
  hall: RunningHall,
  step: Step & { left: TicketId },
): readonly TicketId[] => {
  const left = before.status === 'unopened' ? undefined : ticketOf(before, step.left);
  if (left === undefined || left.status.state !== 'waiting') return [];
  const { standing } = left.status;
  if (standing.forWindowId !== null) {
    const line = windowLine(hall, standing.forWindowId);
    return nearIn(hall, line, step.threshold);
  }
  const line = queueLine(hall, left.queueId);
  const threshold = thresholdOf(hall, left, step.threshold);
  if (orderedMap.rank(line, standing.place) > threshold) return [];
  const crosser = orderedMap.at(line, threshold);
  return crosser === undefined ? [] : [crosser.value];
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
  override ?? Math.max(-1, ...hall.settings.queues.map((queue) => queue.nearTurnThreshold));
