import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { PastTicket } from '../../../application/ports/inbound/history.js';
import type { TicketLocation, TicketMessage } from '../../../application/ports/inbound/live.js';
import type { HallId, SubscriberId, TicketId } from '../../../domain/ids.js';
import { messageKinds, type MessageKind } from '../../../domain/streams.js';
import {
  endedPage,
  endedView,
  noWait,
  priorityNameOf,
  ticketPage,
  windowNameOf,
  type TicketPage,
  type WaitView,
} from '../../../projections/ticket-view.js';
import { requireHall } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { forbidden, unknown } from '../problem.js';

/** A ticket wherever it is: on the day in progress, or in history. */
export type FoundTicket = Readonly<{
  hallId: HallId;
  subscriberId: SubscriberId | null;
  isToday: boolean;
  page: TicketPage;
}>;

export type TicketPerson = Readonly<{
  messages: readonly TicketMessage[];
  subscriptions: readonly Readonly<{
    kind: MessageKind;
    templateId: string;
    remaining: number;
    longTerm?: true;
  }>[];
  /** Null where the hall sends no service cards. */
  card: Readonly<{ offered: boolean }> | null;
}>;

const liveTicket = (deps: HttpDeps, { hallId, view, ticket }: TicketLocation): FoundTicket => {
  if (view.hall.status === 'unopened') throw unknown('ticket', ticket.ticketId);
  const isToday = deps.live.view(hallId).businessDay === view.businessDay;
  const page = ticketPage(view, { hall: view.hall, at: deps.options.now() }, ticket);
  const { subscriberId } = ticket;
  return { hallId, subscriberId, isToday, page: isToday ? page : endedPage(page) };
};

/** A ticket of history as every route shows it: one of a past day has ended. */
export const pastTicketView = (deps: HttpDeps, past: PastTicket) => {
  const { subscriberId: _person, ...told } = past;
  const settings = deps.settings.settingsOf(past.hallId);
  const priorityName = priorityNameOf(settings ?? { priorities: [] }, past.priority);
  const shown = { ...told, priorityName };
  const today = settings === null ? null : deps.live.view(past.hallId);
  return today?.businessDay === past.businessDay ? shown : endedView(shown);
};

const pastTicket = (deps: HttpDeps, past: PastTicket): FoundTicket => {
  const { hallId, subscriberId, windowId } = past;
  const settings = deps.settings.settingsOf(hallId);
  const name = windowId === null || settings === null ? windowId : windowNameOf(settings, windowId);
  const window = windowId === null || name === null ? null : { windowId, name };
  const shown = pastTicketView(deps, past) as Omit<
    TicketPage,
    keyof WaitView | 'window' | 'rating'
  >;
  const page = { ...shown, ...noWait, window, rating: null };
  return { hallId, subscriberId, isToday: false, page };
};

/** @throws HttpProblem `unknown_ticket` */
export const findTicket = async (deps: HttpDeps, ticketId: TicketId): Promise<FoundTicket> => {
  const location = await deps.live.locate(ticketId);
  if (location !== null) return liveTicket(deps, location);
  const past = await deps.history.ticket(ticketId);
  if (past === null) throw unknown('ticket', ticketId);
  return pastTicket(deps, past);
};

const isOwn = (actor: Actor, { subscriberId }: FoundTicket): boolean =>
  actor.kind === 'holder' && actor.subscriberId === subscriberId;

/**
 * A ticket that the caller holds. One that was bound a moment ago, perhaps at another instance, is
 * looked at once more when this one has caught up.
 * @throws HttpProblem `unknown_ticket`, `forbidden`
 */
export const ownTicket = async (
  deps: HttpDeps,
  actor: Actor,
  ticketId: TicketId,
): Promise<FoundTicket> => {
  const found = await findTicket(deps, ticketId);
  if (isOwn(actor, found)) return found;
  await deps.live.caughtUp();
  const again = await findTicket(deps, ticketId);
  if (isOwn(actor, again)) return again;
  throw forbidden('the ticket is not bound to this person');
};

/** A ticket that the caller may read. @throws HttpProblem `unknown_ticket`, `forbidden` */
export const readableTicket = async (
  deps: HttpDeps,
  actor: Actor,
  ticketId: TicketId,
): Promise<FoundTicket> => {
  if (actor.kind === 'holder') return ownTicket(deps, actor, ticketId);
  const found = await findTicket(deps, ticketId);
  requireHall(actor, found.hallId);
  return found;
};

/** The person of a holder's token; routes for holders let nobody else in. */
export const personIn = (actor: Actor): SubscriberId => {
  if (actor.kind !== 'holder') throw forbidden('this is for holders');
  return actor.subscriberId;
};

/** The kinds of message that a hall sends, each with its template. */
export const templatesOf = (deps: HttpDeps, hallId: HallId) => {
  const messages = deps.settings.settingsOf(hallId)?.messages;
  return messageKinds.flatMap((kind) => {
    const message = messages?.[kind];
    const templateId = message?.templateId ?? deps.options.defaultTemplateIds[kind];
    const longTerm = message?.longTerm === true;
    return message?.enabled === true && templateId !== null ? [{ kind, templateId, longTerm }] : [];
  });
};

/** How many more messages may be sent: of a long-term template there is only yes (1) or no. */
export const remainingShown = (free: number, longTerm: boolean): number =>
  longTerm ? Math.min(free, 1) : free;

/** The templates that some hall sends as long-term ones. */
export const longTermTemplates = (deps: HttpDeps): ReadonlySet<string> =>
  new Set(
    deps.settings
      .hallIds()
      .flatMap((hallId) =>
        Object.values(deps.settings.settingsOf(hallId)?.messages ?? {}).flatMap(
          ({ templateId, longTerm }) =>
            longTerm === true && templateId !== null ? [templateId] : [],
        ),
      ),
  );

/** What only the holder reads: the messages of the ticket, and how many more may be sent. */
export const personOf = async (
  deps: HttpDeps,
  found: FoundTicket,
  subscriberId: SubscriberId,
): Promise<TicketPerson> => {
  const { ticketId } = found.page;
  const messages = found.isToday
    ? deps.live.messagesOf(ticketId)
    : await deps.history.messagesOf(ticketId);
  const remaining = await deps.subscriptions.remaining(subscriberId);
  const subscriptions = templatesOf(deps, found.hallId).map(({ kind, templateId, longTerm }) => ({
    kind,
    templateId,
    remaining: remainingShown(remaining.get(templateId) ?? 0, longTerm),
    ...(longTerm ? { longTerm } : {}),
  }));
  const hasCards = deps.settings.settingsOf(found.hallId)?.card?.enabled === true;
  const card = hasCards ? { offered: await deps.cards.isOffered(subscriberId, ticketId) } : null;
  return { messages, subscriptions, card };
};
