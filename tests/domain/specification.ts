import { expect } from 'chai';
import type { Decision } from '../../src/domain/event.js';

type Decider<State, Command, Event, Refusal> = Readonly<{
  initialState: State;
  decide: (state: State, command: Command) => Decision<Event, Refusal>;
  evolve: (state: State, event: Event) => State;
}>;

type Outcome<Event, Refusal> = Readonly<{
  /** Exactly these events. */
  then: (...events: readonly Event[]) => void;
  /** It is already so: no events. */
  thenNothing: () => void;
  thenRefused: (refusal: Refusal) => void;
}>;

type Specification<Command, Event, Refusal> = (
  ...events: readonly Event[]
) => Readonly<{ when: (command: Command) => Outcome<Event, Refusal> }>;

/** Given what has happened, when a command comes, then these events, or this refusal. */
export const specificationOf =
  <State, Command, Event, Refusal>(
    decider: Decider<State, Command, Event, Refusal>,
  ): Specification<Command, Event, Refusal> =>
  (...history) => ({
    when: (command) => {
      const state = history.reduce(decider.evolve, decider.initialState);
      const decision = decider.decide(state, command);
      return {
        // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nothing awaits it
        then: (...events) => {
          expect(decision).to.deep.equal({ ok: true, events });
        },
        thenNothing: () => {
          expect(decision).to.deep.equal({ ok: true, events: [] });
        },
        thenRefused: (refusal) => {
          expect(decision).to.deep.equal({ ok: false, refusal });
        },
      };
    },
  });
