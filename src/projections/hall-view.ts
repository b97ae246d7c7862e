import type { HallEvent } from '../domain/hall/events.js';
import { ticketOf } from '../domain/hall/queries.js';
import { unopenedHall, type HallState } from '../domain/hall/state.js';
import { type BusinessDay, type HallId, type Instant, type WindowId } from '../domain/ids.js';
import { windowOf, type HallSettings } from '../domain/settings/settings.js';

/** One announcement, as displays show it. */
export type RecentCall = Readonly<{
  /** Names this announcement and no other: a display speaks each once. */
  callId: string;
  number: string;
  windowId: WindowId;
  windowName: string;
  /** The part of the hall where the window is. */
  area: string | null;
  recall: boolean;
  /** Which announcement of this call it is, from 1. */
  count: number;
  /** The source's own time. */
  calledAt: Instant;
  recordedAt: Instant;
}>;

/** What every live view of a hall's day is computed from; immutable, so that views can be compared. */
export type HallView = Readonly<{
  hallId: HallId;
  businessDay: BusinessDay;
  /** The settings of the running day, else those in force. */
  settings: HallSettings;
  hall: HallState;
  /** Newest first, at most {@link mostRecentCalls} of each area. */
  recentCalls: readonly RecentCall[];
}>;

export const mostRecentCalls = 20;

/** The view of a day on which nothing has happened yet. */
export const emptyView = (
  hallId: HallId,
  businessDay: BusinessDay,
  settings: HallSettings,
): HallView => ({ hallId, businessDay, settings, hall: unopenedHall, recentCalls: [] });

/** An event, and the id under which it is stored. */
type Fact = Readonly<{ event: HallEvent; eventId: string }>;

/** The view after one more event, of which `hall` is the state. */
export const evolveView = (view: HallView, { event, eventId }: Fact, hall: HallState): HallView => {
  const next = {
    ...view,
    hall,
    settings: hall.status === 'unopened' ? view.settings : hall.settings,
  };
  if (event.type !== 'WindowCalled' && event.type !== 'TicketRecalled') return next;
  return {
    ...next,
    recentCalls: withCall(view.recentCalls, recentCall(next, event, eventId)),
  };
};

type CallEvent = Extract<HallEvent, { type: 'WindowCalled' | 'TicketRecalled' }>;

const recentCall = ({ settings, hall }: HallView, event: CallEvent, callId: string): RecentCall => {
  const { number, windowId, ticketId } = event.data;
  const window = windowOf(settings, windowId);
  const ticket = hall.status === 'unopened' ? undefined : ticketOf(hall, ticketId);
  return {
    callId,
    number,
    windowId,
    windowName: window?.name ?? windowId,
    area: window?.area ?? null,
    recall: event.type === 'TicketRecalled',
    count: (ticket?.recalls ?? 0) + 1,
    calledAt: event.occurredAt ?? event.at,
    recordedAt: event.at,
  };
};

/** A busy area pushes no call of another one out: each has displays of its own. */
const withCall = (calls: readonly RecentCall[], call: RecentCall): readonly RecentCall[] => {
  let ofArea = 0;
  return [call, ...calls].filter(({ area }) => {
    if (area !== call.area) return true;
    ofArea += 1;
    return ofArea <= mostRecentCalls;
  });
};
