import type { HallEvent } from '../../domain/hall/events.js';
import { aheadOf, ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall } from '../../domain/hall/state.js';
import type { Due, PolicyState } from './policy-state.js';
import { isNear } from './threshold.js';
import { isNear as isNearV1 } from './v1/threshold.js';

/** A stay that begins, or is bound. */
type Entering = Extract<
  HallEvent,
  { type: 'TicketBound' | 'TicketReturned' | 'TicketTransferred' }
>;

/** The messages beside 快到您了 that one event makes due: 排队, 叫号 and 过号. */
export const dueNotices = (
  hall: RunningHall,
  event: HallEvent,
  policy: Pick<PolicyState, 'threshold' | 'version'>,
): readonly Due[] => {
  // A kind that is off is asked first: most halls have these off, and nobody's place is then sought.
  const { queued: atEntry, called, missed } = hall.settings.messages;
  switch (event.type) {
    case 'TicketBound':
    case 'TicketReturned':
    case 'TicketTransferred':
      return atEntry.enabled ? queued(hall, event, policy) : [];
    case 'WindowCalled':
      return called.enabled ? [atWindow('called', event.data)] : [];
    case 'TicketNoShow':
      return missed.enabled ? [atWindow('missed', event.data)] : [];
    default:
      return [];
  }
};

const atWindow = (
  kind: 'called' | 'missed',
  data: Extract<HallEvent, { type: 'WindowCalled' | 'TicketNoShow' }>['data'],
): Due => ({ kind, ticketId: data.ticketId, ahead: null, windowId: data.windowId });

// A stay that begins near its turn gets 快到您了 at once, and no 排队 beside it.
const queued = (
  hall: RunningHall,
  { at, data: { ticketId: id } }: Entering,
  { threshold, version }: Pick<PolicyState, 'threshold' | 'version'>,
): readonly Due[] => {
  const ticket = ticketOf(hall, id);
  if (ticket === undefined || ticket.status.state !== 'waiting') return [];
  const near =
    version === 1 ? isNearV1(hall, ticket, threshold) : isNear(hall, ticket, { at, threshold });
  return near
    ? []
    : [{ kind: 'queued', ticketId: id, ahead: aheadOf(hall, ticket), windowId: null }];
};
