import type { HallCommand, HallRefusal, OpenHall } from '../../domain/hall/commands.js';
import type { HallEvent } from '../../domain/hall/events.js';
import { hallDecider } from '../../domain/hall/hall.js';
import type { HallState } from '../../domain/hall/state.js';
import type { Decision } from '../../domain/event.js';
import type { BusinessDay } from '../../domain/ids.js';
import type { NewEvent, RecordedEvent } from '../ports/event-store.js';

/** A hall event as the domain knows it, with the commands whose answers it holds. */
export type Fact = Readonly<{ event: HallEvent; commandIds: readonly string[] }>;

/** What a piece of work comes to on one state. */
export type WorkDecision = Readonly<{
  events: readonly NewEvent[];
  facts: readonly Fact[];
  after: HallState;
  /** Tells whoever asked; called once the events are written, or the state is known to be the latest. */
  settle: () => void;
}>;

/** What the log remembers of commands: where the answer of one stands. */
export interface RememberedCommands {
  /** The event that holds the command's answer, or null. @throws AppError `store_unavailable` */
  find(commandId: string): Promise<RecordedEvent | null>;
}

/** What is to be decided on: the state, and where its next event will stand. */
export type WorkBasis = Readonly<{ state: HallState; nextRevision: number; opening: OpenHall }>;

/** One piece of work of a hall: a command, or a batch of reports. */
export interface HallWork {
  readonly name: string;
  /** The day that it is about, where that is over; null: the day in progress. */
  readonly day: BusinessDay | null;
  /** Work with the same key waits for the first one's answer. */
  readonly key: string | null;
  /** Answers from what the log remembers; true when that settles it. @throws AppError */
  settleFromMemory(remembered: RememberedCommands): Promise<boolean>;
  /** Pure but for the answers that it prepares. Called again after a conflict. */
  decide(basis: WorkBasis): WorkDecision;
  reject(error: unknown): void;
}

const foldAll = (state: HallState, events: readonly HallEvent[]): HallState =>
  events.reduce(hallDecider.evolve, state);

/** A decision, and the state of the open day before and after it. */
export type Opened = Readonly<{
  decision: Decision<HallEvent, HallRefusal>;
  before: HallState;
  after: HallState;
}>;

/**
 * Decides a command; the first command of a day opens it, and one that changes nothing leaves it
 * unopened.
 */
export const decideOpening = (
  state: HallState,
  command: HallCommand,
  opening: OpenHall,
): Opened => {
  if (state.status !== 'unopened') {
    const decision = hallDecider.decide(state, command);
    return {
      decision,
      before: state,
      after: decision.ok ? foldAll(state, decision.events) : state,
    };
  }
  const opened = hallDecider.decide(state, opening);
  if (!opened.ok) return { decision: opened, before: state, after: state };
  const before = foldAll(state, opened.events);
  const decision = hallDecider.decide(before, command);
  if (!decision.ok || decision.events.length === 0) return { decision, before, after: before };
  return {
    decision: { ok: true, events: [...opened.events, ...decision.events] },
    before,
    after: foldAll(before, decision.events),
  };
};

/** Each piece of work is judged on the state that the ones before it leave. */
export const decideInOrder = (
  log: Readonly<{ state: HallState; revision: number }>,
  group: readonly HallWork[],
  opening: OpenHall,
): readonly WorkDecision[] => {
  let { state } = log;
  let nextRevision = log.revision + 1;
  return group.map((work) => {
    const decision = work.decide({ state, nextRevision, opening });
    state = decision.after;
    nextRevision += decision.events.length;
    return decision;
  });
};
