import { exhaustive } from '../../domain/event.js';
import type { Instant } from '../../domain/ids.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import { readSubscriberEvent } from '../events/codec.js';
import type { Folding } from '../stream-writer.js';

/** A person as their stream tells it; what is sealed stays so until it is needed. */
export type Person = Readonly<{
  /** Revision of the registration in force; null: not registered, or forgotten. */
  registration: number | null;
  registeredAt: Instant | null;
  openId: string | null;
  profile: string | null;
  /** Revision of the latest `SubscriberForgotten`. */
  forgotten: number | null;
  forgottenAt: Instant | null;
}>;

const nobody: Person = {
  registration: null,
  registeredAt: null,
  openId: null,
  profile: null,
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
