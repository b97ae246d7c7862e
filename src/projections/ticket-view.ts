import { isRateable } from '../domain/hall/after-visit.js';
import { predict, type Estimate } from '../domain/hall/estimate/predict.js';
import { isUnserved } from '../domain/hall/line/served.js';
import { aheadOf } from '../domain/hall/queries.js';
import type { Priority } from '../domain/settings/priorities.js';
import type { RunningHall, Ticket, TicketStatus } from '../domain/hall/state.js';
import type { BusinessDay, HallId, Instant, QueueId, TicketId, WindowId } from '../domain/ids.js';
import { priorityOf } from '../domain/settings/priorities.js';
import { windowOf, type HallSettings } from '../domain/settings/settings.js';
import type { Visit } from './history/ticket-row.js';
import type { HallView } from './hall-view.js';
import { servedIn } from './served.js';

/** A ticket as every route shows it. */
export type TicketView = Readonly<{
  ticketId: TicketId;
  number: string;
  queueId: QueueId;
  state: TicketStatus['state'];
  priority: Priority;
  priorityName: string;
  windowId: WindowId | null;
  issuedAt: Instant;
  firstCalledAt: Instant | null;
  lastCalledAt: Instant | null;
}> &
  Visit;

/** How long a ticket still waits; `ahead` is 0 for one that does not wait. */
export type WaitView = Readonly<{
  ahead: number;
  /** The same as the estimate's seconds. */
  estimatedWaitSeconds: number | null;
  estimate: Estimate | null;
  /** No open window calls from its queue. */
  unserved: boolean;
  /** At how many ahead its holder wants to be told already. */
  reminderAhead: number | null;
}>;

/** A ticket as its holder, and staff, read it: without what belongs to the person. */
export type TicketPage = TicketView &
  WaitView &
  Readonly<{
    hallId: HallId;
    businessDay: BusinessDay;
    window: Readonly<{ windowId: WindowId; name: string }> | null;
    /** What a rating may name; null where the visit may not be rated now. */
    rating: Readonly<{ reasons: readonly string[] }> | null;
  }>;

/** The window that a state names. */
export const windowIdOf = (status: TicketStatus): WindowId | null =>
  status.state === 'waiting' ? null : status.windowId;

/** What a priority is called; one that the hall no longer has by its id. */
export const priorityNameOf = (settings: Pick<HallSettings, 'priorities'>, id: Priority): string =>
  priorityOf(settings, id)?.name ?? id;

/** The ticket itself; its window only where its state has one. */
export const ticketView = (settings: HallSettings, ticket: Ticket): TicketView => ({
  ticketId: ticket.ticketId,
  number: ticket.number,
  queueId: ticket.queueId,
  state: ticket.status.state,
  priority: ticket.priority,
  priorityName: priorityNameOf(settings, ticket.priority),
  windowId: windowIdOf(ticket.status),
  issuedAt: ticket.issuedAt,
  firstCalledAt: ticket.firstCalledAt,
  lastCalledAt: ticket.lastCalledAt,
  appointmentId: ticket.appointmentId,
  route: ticket.route,
  outcome: ticket.outcome,
  returns: ticket.returns,
  recalls: ticket.recalls,
});

/** The same ticket read after its day: it has ended, whether or not the log says so yet. */
export const endedView = <View extends Readonly<{ state: string }>>(view: View): View =>
  ['completed', 'cancelled', 'expired'].includes(view.state) ? view : { ...view, state: 'expired' };

/** How many come before a ticket, and for how long. @param at the time of now */
export const waitView = (hall: RunningHall, ticket: Ticket, at: Instant): WaitView => {
  const unserved = isUnserved(servedIn(hall), ticket);
  const estimate = unserved ? null : predict(hall, ticket, at);
  return {
    ahead: aheadOf(hall, ticket) ?? 0,
    estimatedWaitSeconds: estimate?.seconds ?? null,
    estimate,
    unserved,
    reminderAhead: ticket.reminderAhead,
  };
};

/** A window's name; a window that was taken away is named by its id. */
export const windowNameOf = (settings: HallView['settings'], windowId: WindowId): string =>
  windowOf(settings, windowId)?.name ?? windowId;

/** The whole of a ticket of the view's day. */
export const ticketPage = (
  { hallId, businessDay, settings }: Pick<HallView, 'hallId' | 'businessDay' | 'settings'>,
  { hall, at }: Readonly<{ hall: RunningHall; at: Instant }>,
  ticket: Ticket,
): TicketPage => {
  const windowId = windowIdOf(ticket.status);
  return {
    ...ticketView(settings, ticket),
    ...waitView(hall, ticket, at),
    hallId,
    businessDay,
    window: windowId === null ? null : { windowId, name: windowNameOf(settings, windowId) },
    rating: isRateable(ticket, at) ? { reasons: settings.ratingReasons } : null,
  };
};

/** What is left to wait of a ticket that has ended. */
export const noWait: WaitView = {
  ahead: 0,
  estimatedWaitSeconds: null,
  estimate: null,
  unserved: false,
  reminderAhead: null,
};

/** The whole of a ticket read after its day. */
export const endedPage = (page: TicketPage): TicketPage => ({
  ...endedView(page),
  ...noWait,
  rating: null,
});
