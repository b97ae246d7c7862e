import { exhaustive } from '../../domain/event.js';
import type { Instant, TicketId } from '../../domain/ids.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import { readSubscriberEvent } from '../events/codec.js';
import type { Folding } from '../writing/stream-writer.js';

/** A person as their stream tells it; what is sealed stays so until it is needed. */
export type Person = Readonly<{
  /** Revision of the registration in force; null: not registered, or forgotten. */
  registration: number | null;
  registeredAt: Instant | null;
  openId: string | null;
  profile: string | null;
  /** The tickets of whose visits something was written. */
  commented: readonly TicketId[];
  /** Revision of the latest `SubscriberForgotten`. */
  forgotten: number | null;
  forgottenAt: Instant | null;
}>;

const nobody: Person = {
  registration: null,
  registeredAt: null,
  openId: null,
  profile: null,
  commented: [],
  forgotten: null,
  forgottenAt: null,
};

const evolve = (person: Person, event: SubscriberEvent, revision: number): Person => {
  switch (event.type) {
    case 'SubscriberRegistered': {
      const { openId } = event.data;
      return person.registration === null
        ? { ...person, registration: revision, registeredAt: event.at, openId }
        : person;
    }
    case 'ProfileChanged':
      return { ...person, profile: event.data.profile };
    case 'CommentLeft':
      return { ...person, commented: [...person.commented, event.data.ticketId] };
    case 'CardOffered':
    case 'CardEnded':
      return person;
    case 'SubscriberForgotten':
      return { ...nobody, forgotten: revision, forgottenAt: event.at };
    default:
      exhaustive(event);
      return person;
  }
};

/** How a subscriber's stream is read. */
export const personFolding: Folding<Person, SubscriberEvent> = {
  initial: nobody,
  read: readSubscriberEvent,
  fold: evolve,
};
