import type { SubscriberId, TicketId } from '../../ids.js';
import * as orderedMap from '../../ordered-map.js';
import type { HallSettings } from '../../settings/settings.js';
import type { HallRefusal } from '../commands.js';
import { ticketOf, ticketsByIssue } from '../queries.js';
import type { People, RunningHall, Ticket } from '../state.js';

/** Whether a hall limits what one person may have: only then are people's tickets kept. */
const hasLimits = ({ openPerPerson, perPersonADay }: HallSettings): boolean =>
  openPerPerson.perQueue !== null || openPerPerson.perHall !== null || perPersonADay !== null;

/** The people once one holds a ticket, from now on or again. */
export const withHolder = (hall: RunningHall, person: SubscriberId, id: TicketId): People =>
  hasLimits(hall.settings) ? withTicket(hall.people, person, id) : hall.people;

/** The people once newer settings are in force: of a hall that had no limit, who holds what now or did last. */
export const peopleUnder = (hall: RunningHall, settings: HallSettings): People => {
  if (hasLimits(hall.settings) || !hasLimits(settings)) return hall.people;
  let people: People = orderedMap.empty();
  for (const ticket of ticketsByIssue(hall))
    if (ticket.lastSubscriberId !== null)
      people = withTicket(people, ticket.lastSubscriberId, ticket.ticketId);
  return people;
};

const withTicket = (people: People, person: SubscriberId, id: TicketId): People => {
  const held = orderedMap.get(people, person) ?? [];
  return held.includes(id) ? people : orderedMap.set(people, person, [...held, id]);
};

/** The tickets that a person has held today, in their order. */
export const ticketsOfPerson = (hall: RunningHall, person: SubscriberId): readonly Ticket[] =>
  (orderedMap.get(hall.people, person) ?? [])
    .map((id) => ticketOf(hall, id))
    .filter((ticket) => ticket !== undefined);

/** Still before the person: a call that they missed is over, though the ticket may return. */
const isOpen = ({ status: { state } }: Ticket): boolean =>
  state === 'waiting' || state === 'called' || state === 'serving' || state === 'held';

/** Why a person may not have a ticket too, or undefined; one that they had before is not another. */
export const whyTooMany = (
  hall: RunningHall,
  person: SubscriberId,
  { ticketId, queueId }: Pick<Ticket, 'ticketId' | 'queueId'>,
): HallRefusal | undefined => {
  const { openPerPerson, perPersonADay } = hall.settings;
  const had = ticketsOfPerson(hall, person).filter((ticket) => ticket.ticketId !== ticketId);
  const open = had.filter((ticket) => ticket.subscriberId === person && isOpen(ticket));
  const here = open.filter((ticket) => ticket.queueId === queueId);
  const { perQueue, perHall } = openPerPerson;
  const tooMany = (limit: number | null, tickets: readonly Ticket[]): Ticket | undefined =>
    limit !== null && tickets.length >= limit ? tickets.at(-1) : undefined;
  const one = tooMany(perQueue, here) ?? tooMany(perHall, open) ?? tooMany(perPersonADay, had);
  return one === undefined ? undefined : { code: 'too_many_tickets', ticketId: one.ticketId };
};
