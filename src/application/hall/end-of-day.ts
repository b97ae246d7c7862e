import type { HallId, Instant } from '../../domain/ids.js';
import { serviceInvocation } from '../invocation.js';
import type { Ids } from '../ports/clock.js';
import type { HallWork } from './hall-work.js';
import { SingleCommand } from './single-command.js';

/** Tickets ended by one append of a day's end. */
const endDayLimit = 200;

const nobodyAsks = { resolve: () => undefined, reject: () => undefined };

/** One step towards the end of a day that is over; the day has ended when it changes nothing. */
export const endOfDay = (hallId: HallId, at: Instant, ids: Ids): HallWork =>
  new SingleCommand(
    {
      hallId,
      command: () => ({ type: 'EndDay', at, occurredAt: null, limit: endDayLimit }),
      answer: () => ({ status: 200, body: {} }),
      invocation: serviceInvocation('day-keeper', ids.uuid()),
    },
    nobodyAsks,
    { at, ids },
  );
