import type { Instant } from '../ids.js';
import type { HallCommand } from './commands.js';
import type { HallEvent } from './events.js';

/**
 * What every event of a decision takes over from its command. Spread it last: V8 takes 30 times as
 * long for an object that begins with a spread and gets more properties after it.
 */
export const timesOf = ({ at, occurredAt }: HallCommand): Pick<HallEvent, 'at' | 'occurredAt'> => ({
  at,
  occurredAt,
});

/** When it happened: by the source's own time where it reported one. */
export const happenedAt = ({ at, occurredAt }: HallEvent): Instant => occurredAt ?? at;

/** When what a command tells of happened: by the source's own time where it reported one. */
export const arrivedAt = ({ at, occurredAt }: HallCommand): Instant => occurredAt ?? at;
