import type { HallEvent } from '../../domain/hall/events.js';
import { aheadOf, ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall } from '../../domain/hall/state.js';
import type { TicketId } from '../../domain/ids.js';
import type { Due } from './policy.js';
import { isNear } from './threshold.js';

/** The messages beside 快到您了 that one event makes due: 排队, 叫号 and 过号. */
export const dueNotices = (
  hall: RunningHall,
  event: HallEvent,
  threshold: number | null,
): readonly Due[] => {
  // A kind that is off is asked first: most halls have these off, and nobody's place is then sought.
  const { queued: atEntry, called, missed } = hall.settings.messages;
  switch (event.type) {
    case 'TicketBound':
    case 'TicketReturned':
    case 'TicketTransferred':
      return atEntry.enabled ? queued(hall, event.data.ticketId, threshold) : [];
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
const queued = (hall: RunningHall, id: TicketId, threshold: number | null): readonly Due[] => {
  const ticket = ticketOf(hall, id);
  if (ticket === undefined || ticket.status.state !== 'waiting') return [];
  return isNear(hall, ticket, threshold)
    ? []
    : [{ kind: 'queued', ticketId: id, ahead: aheadOf(hall, ticket), windowId: null }];
};
