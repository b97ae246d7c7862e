import type { Instant } from './ids.js';

/**
 * One fact. `at` is when the service recorded it; `occurredAt` is the source's own time, where a
 * terminal reported it later than it happened.
 */
export type DomainEvent<Type extends string, Data extends object> = Readonly<{
  type: Type;
  at: Instant;
  occurredAt: Instant | null;
  data: Readonly<Data>;
}>;

/** What a decider answers: the events to append (none: it is already so), or why not. */
export type Decision<Event, Refusal> =
  Readonly<{ ok: true; events: readonly Event[] }> | Readonly<{ ok: false; refusal: Refusal }>;

export const accept = <Event>(...events: Event[]): Decision<Event, never> => ({ ok: true, events });
export const refuse = <Refusal>(refusal: Refusal): Decision<never, Refusal> => ({
  ok: false,
  refusal,
});

/** Closes a switch over a union: the compiler proves that no case is missing. */
export const exhaustive = (value: never): never => value;
