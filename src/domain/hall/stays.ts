import type { HallEvent } from './events.js';
import type { Ticket } from './state.js';
import { happenedAt } from './times.js';

type Entered = Pick<
  Ticket,
  'enteredAt' | 'entersAs' | 'atWindowSince' | 'servedSince' | 'lastChangedAt'
>;

/** What a ticket knows of a stay that begins with an event. */
export const entering = (event: HallEvent): Entered => {
  const at = happenedAt(event);
  const named = 'entersAs' in event.data ? event.data.entersAs : undefined;
  return {
    enteredAt: at,
    entersAs: named ?? at,
    atWindowSince: null,
    servedSince: null,
    lastChangedAt: at,
  };
};

/** What a ticket knows of a visit that ends with an event. */
export const ended = (
  event: HallEvent,
): Pick<Ticket, 'endedAt' | 'atWindowSince' | 'servedSince' | 'lastChangedAt'> => {
  const at = happenedAt(event);
  return { endedAt: at, atWindowSince: null, servedSince: null, lastChangedAt: at };
};
