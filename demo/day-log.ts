/** Milliseconds since the epoch; the service, the simulator and the demo share one machine's clock. */
type Millis = number;

/** A person as the demo knows them, from what was answered to them. */
export type Person = {
  readonly name: string;
  readonly ticketId: string;
  readonly number: string;
  /** The line in which they stand, or stood last. */
  queueId: string;
  boundAt: Millis | null;
  /** When each acceptance was confirmed. */
  readonly grantedAt: Millis[];
  /** When they themselves first read that they are near. */
  sawNearAt: Millis | null;
  /** When a window first took them out of the line, or was about to. */
  leftAt: Millis | null;
};

/** Something that may have brought people near. */
export type Action = Readonly<{
  kind: 'call' | 'other';
  at: Millis;
  /** The line that it moved. */
  queueId: string;
  /** The only person that it concerned; null: everybody in the line. */
  ticketId: string | null;
}>;

/** A message that a phone got, of one of our people. */
export type PhoneMessage = Readonly<{
  msgid: string;
  ticketId: string;
  number: string;
  ahead: number;
  at: Millis;
  /** From the start of the request that brought the person near; null when it was no call. */
  sinceCallMs: number | null;
}>;

/**
 * The action that a message at `at` followed: the latest before it that could have caused it.
 * Two windows that call out of one line within milliseconds may be taken for each other.
 */
export const causeOf = (
  actions: readonly Action[],
  message: Readonly<{ ticketId: string; queueId: string; at: Millis }>,
): Action | undefined =>
  actions.findLast(
    ({ at, queueId, ticketId }) =>
      at <= message.at &&
      queueId === message.queueId &&
      (ticketId === null || ticketId === message.ticketId),
  );

/** The value below which that share of the others lies; null of none. @param share of 1 */
export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((left, right) => left - right);
  const index = Math.ceil(sorted.length * share) - 1;
  return sorted[Math.max(0, index)] ?? null;
};

/** What happened, as far as the demo has seen or done it. */
export class DayLog {
  readonly #people = new Map<string, Person>();
  readonly #actions: Action[] = [];
  readonly messages: PhoneMessage[] = [];

  add(person: Person): void {
    this.#people.set(person.ticketId, person);
  }

  person(ticketId: string): Person | undefined {
    return this.#people.get(ticketId);
  }

  people(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** Notes an action; requests end in another order than they begin, so it finds its place by time. */
  did(action: Action): void {
    const before = this.#actions.findLastIndex(({ at }) => at <= action.at);
    this.#actions.splice(before + 1, 0, action);
  }

  /** Notes what a phone got; null when it is nobody of ours. */
  received(message: Omit<PhoneMessage, 'sinceCallMs'>): PhoneMessage | null {
    const person = this.#people.get(message.ticketId);
    if (person === undefined) return null;
    const cause = causeOf(this.#actions, { ...message, queueId: person.queueId });
    const sinceCallMs = cause?.kind === 'call' ? message.at - cause.at : null;
    const known = { ...message, sinceCallMs };
    this.messages.push(known);
    return known;
  }
}
