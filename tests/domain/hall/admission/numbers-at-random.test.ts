import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import type { HallSettings } from '../../../../src/domain/settings/settings.js';
import { demo, idOf, later, openDemo, queueA, queueB } from '../demo-hall.js';

type Numbering = Readonly<{
  firstNumber: number;
  lastNumber: number | null;
  digits: number;
  skip: readonly string[];
}>;
/** Somebody takes a number of a queue; `given` is the count that another system gave. */
type Take = Readonly<{ queue: 'A' | 'B'; given: number | null; extra: boolean }>;

const numberings: fc.Arbitrary<Numbering> = fc
  .record({
    firstNumber: fc.integer({ min: 1, max: 12 }),
    most: fc.option(fc.nat(30), { nil: null }),
    digits: fc.integer({ min: 1, max: 3 }),
    skip: fc.subarray(['1', '4', '7', '13', '00', '2', '9']),
  })
  .map(({ most, ...numbering }) => ({
    ...numbering,
    lastNumber: most === null ? null : numbering.firstNumber + most,
  }));
const takes: fc.Arbitrary<readonly Take[]> = fc.array(
  fc.record({
    queue: fc.constantFrom('A', 'B'),
    given: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null, freq: 3 }),
    extra: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
  { minLength: 10, maxLength: 50, size: 'max' },
);

/** The numbers of the day by trying one count after another, as somebody with a pad of slips would. */
class Pad {
  readonly given = new Set<string>();
  readonly #last = new Map<string, number>();

  constructor(private readonly numbering: Numbering) {}

  #text(count: number): string {
    return String(count).padStart(this.numbering.digits, '0');
  }

  #isAllowed(count: number): boolean {
    return !this.numbering.skip.some((text) => this.#text(count).includes(text));
  }

  /** The next number of a prefix, or the code of the refusal. */
  next(prefix: string, extra: boolean): string {
    const { firstNumber, lastNumber } = this.numbering;
    const most = extra ? null : lastNumber;
    for (
      let count = Math.max(firstNumber, (this.#last.get(prefix) ?? 0) + 1);
      count <= (most ?? 2_000);
      count += 1
    ) {
      const number = `${prefix}${this.#text(count)}`;
      if (!this.#isAllowed(count) || this.given.has(number)) continue;
      this.#last.set(prefix, count);
      this.given.add(number);
      return number;
    }
    return 'numbers_exhausted';
  }

  take(prefix: string, count: number): string {
    const number = `${prefix}${this.#text(count)}`;
    if (!this.#isAllowed(count)) return 'number_invalid';
    if (this.given.has(number)) return 'number_taken';
    this.given.add(number);
    return number;
  }

  numberOf(prefix: string, count: number): string {
    return `${prefix}${this.#text(count)}`;
  }
}

describe('whatever numbers are taken and given', () => {
  /** Plays a day and a pad beside each other. @param prefixB of queue B, which may share that of A */
  const play = (numbering: Numbering, prefixB: string, list: readonly Take[]): void => {
    const queues = demo.queues.map((queue) => ({ ...queue, ...numbering }));
    const settings: HallSettings = {
      ...demo,
      queues: queues.map((queue) =>
        queue.queueId === queueB ? { ...queue, prefix: prefixB } : queue,
      ),
    };
    const pad = new Pad(numbering);
    let state: HallState = hallDecider.initialState;
    const said = (command: HallCommand): string => {
      const decision = hallDecider.decide(state, command);
      if (!decision.ok) return decision.refusal.code;
      state = decision.events.reduce(hallDecider.evolve, state);
      const [event] = decision.events;
      return event?.type === 'TicketIssued' ? event.data.number : 'nothing';
    };
    said({ ...openDemo, settings });
    for (const [minute, { queue, given, extra }] of list.entries()) {
      const prefix = queue === 'A' ? 'A' : prefixB;
      const number = given === null ? null : pad.numberOf(prefix, given);
      const answer = said({
        type: 'IssueTicket',
        ticketId: idOf(`t${minute}`),
        queueId: queue === 'A' ? queueA : queueB,
        priority: 'normal',
        number,
        subscriberId: null,
        ...(extra ? { extra } : {}),
        at: later(minute),
        occurredAt: null,
      });
      expect(answer).to.equal(given === null ? pad.next(prefix, extra) : pad.take(prefix, given));
    }
  };

  it('the next one is the lowest that is allowed and free, none comes twice, and none is after the last', () => {
    fc.assert(
      fc.property(numberings, fc.constantFrom('A', 'B', ''), takes, (numbering, prefixB, list) => {
        // A queue that has no number to give cannot be saved, and cannot say which would be next.
        fc.pre(new Pad(numbering).next('A', false) !== 'numbers_exhausted');
        play(numbering, prefixB, list);
      }),
      { numRuns: 1_000 },
    );
  });
});
