import type { HallEvent } from '../domain/hall/events.js';
import { ticketOf } from '../domain/hall/queries.js';
import { unopenedHall, type HallState } from '../domain/hall/state.js';
import {
  epochMs,
  type BusinessDay,
  type HallId,
  type Instant,
  type WindowId,
} from '../domain/ids.js';
import { windowOf, type HallSettings } from '../domain/settings/settings.js';

/** One announcement, as displays show it. */
export type RecentCall = Readonly<{
  number: string;
  windowId: WindowId;
  windowName: string;
  recall: boolean;
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
  /** Newest first, at most {@link mostRecentCalls}. */
  recentCalls: readonly RecentCall[];
  /** When each queue's latest tickets were first called (epoch ms), oldest first, at most {@link longestPace}. */
  pace: Readonly<Record<string, readonly number[]>>;
}>;

export const mostRecentCalls = 20;
export const longestPace = 20;

/** The view of a day on which nothing has happened yet. */
export const emptyView = (
  hallId: HallId,
  businessDay: BusinessDay,
  settings: HallSettings,
): HallView => ({ hallId, businessDay, settings, hall: unopenedHall, recentCalls: [], pace: {} });

/** The view after one more event, of which `hall` is the state. */
export const evolveView = (view: HallView, event: HallEvent, hall: HallState): HallView => {
  const next = {
    ...view,
    hall,
    settings: hall.status === 'unopened' ? view.settings : hall.settings,
  };
  if (event.type !== 'WindowCalled' && event.type !== 'TicketRecalled') return next;
  return {
    ...next,
    recentCalls: [recentCall(next, event), ...view.recentCalls].slice(0, mostRecentCalls),
    pace: event.type === 'WindowCalled' ? evolvePace(next, event) : view.pace,
  };
};

type CallEvent = Extract<HallEvent, { type: 'WindowCalled' | 'TicketRecalled' }>;

const recentCall = (view: HallView, event: CallEvent): RecentCall => ({
  number: event.data.number,
  windowId: event.data.windowId,
  windowName: windowOf(view.settings, event.data.windowId)?.name ?? event.data.windowId,
  recall: event.type === 'TicketRecalled',
  calledAt: event.occurredAt ?? event.at,
  recordedAt: event.at,
});

// Only first calls say how fast a queue moves; a ticket called a second time has waited already.
const evolvePace = (
  view: HallView,
  event: Extract<HallEvent, { type: 'WindowCalled' }>,
): HallView['pace'] => {
  const { hall } = view;
  const ticket = hall.status === 'unopened' ? undefined : ticketOf(hall, event.data.ticketId);
  const calledAt = event.occurredAt ?? event.at;
  if (ticket === undefined || ticket.firstCalledAt !== calledAt) return view.pace;
  const { queueId } = event.data;
  const earlier = view.pace[queueId] ?? [];
  return { ...view.pace, [queueId]: [...earlier, epochMs(calledAt)].slice(-longestPace) };
};
