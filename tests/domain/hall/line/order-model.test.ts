import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { aheadOf, ticketOf, waitingOfQueue } from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall } from '../../../../src/domain/hall/state.js';
import { epochMs, instant, ticketId } from '../../../../src/domain/ids.js';
import { demo, nine, openDemo, queueA, window1 } from '../demo-hall.js';
import { LineModel, type Who } from './line-model.js';
import { lineRules, orderedBy, type LineRules } from './random-rules.js';

type Move =
  | Readonly<{ kind: 'arrive'; priority: number }>
  | Readonly<{ kind: 'call' | 'cancel' | 'last' | 'first' | 'entry'; pick: number }>
  | Readonly<{ kind: 'after'; pick: number; n: number }>
  | Readonly<{ kind: 'promote'; pick: number; priority: number }>
  | Readonly<{ kind: 'rules'; rules: LineRules }>;

type Back = Exclude<Move, { kind: 'arrive' | 'rules' | 'promote' }>;
const pick = fc.nat(30);
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('arrive' as const), priority: fc.nat(2) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'call' as const,
          'call' as const,
          'cancel' as const,
          'last' as const,
          'first' as const,
          'entry' as const,
        ),
        pick,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('after' as const), pick, n: fc.nat(6) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('promote' as const), pick, priority: fc.nat(2) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rules' as const), rules: lineRules }) },
  ),
  { maxLength: 60, size: 'max' },
);

/** One queue, whose line is held beside the model's after every move. */
class Play {
  state: HallState = hallDecider.initialState;
  readonly model: LineModel;
  #rules: LineRules;
  #seconds = 0;
  #revision = 10;
  #tickets = 0;
  #entries = 0;
  #called: string[] = [];

  constructor(first: LineRules) {
    this.#rules = first;
    this.model = new LineModel(first);
    this.do({ ...openDemo, settings: orderedBy(demo, first) });
    this.do({ type: 'OpenWindow', windowId: window1 });
  }

  get hall(): RunningHall {
    if (this.state.status === 'unopened') throw new Error('expected an open hall');
    return this.state;
  }

  get now(): number {
    return epochMs(nine) + this.#seconds * 1000;
  }

  do(command: Record<string, unknown> & { type: HallCommand['type'] }): void {
    const timed = { ...command, at: instant(this.now), occurredAt: null } as HallCommand;
    const decision = hallDecider.decide(this.state, timed);
    expect(decision.ok, JSON.stringify([command, decision])).to.equal(true);
    if (decision.ok) this.state = decision.events.reduce(hallDecider.evolve, this.state);
  }

  #priority(index: number): string {
    return this.#rules.priorities[index % this.#rules.priorities.length]?.id ?? 'normal';
  }

  #priorityOf(id: string): string {
    return ticketOf(this.hall, ticketId(id))?.priority ?? '';
  }

  move(move: Move): void {
    this.#seconds += 7;
    switch (move.kind) {
      case 'arrive':
        return this.#arrive(this.#priority(move.priority));
      case 'rules':
        return this.#change(move.rules);
      case 'call':
        return this.#call();
      case 'cancel':
        return this.#cancel(move.pick);
      case 'promote':
        return this.#promote(move.pick, this.#priority(move.priority));
      default:
        return this.#return(move);
    }
  }

  #arrive(priority: string): void {
    const id = `t${(this.#tickets += 1)}`;
    const bare = { ticketId: ticketId(id), queueId: queueA, number: null, subscriberId: null };
    this.do({ type: 'IssueTicket', ...bare, priority });
    this.model.enter(this.#who(id, priority));
  }

  #who(id: string, priority: string, at = this.now): Who {
    return { id, priority, at, entry: (this.#entries += 1) };
  }

  #change(next: LineRules): void {
    this.#rules = next;
    this.#revision += 1;
    const settingsRevision = this.#revision;
    this.do({ type: 'ChangeSettings', settings: orderedBy(demo, next), settingsRevision });
    this.model.change(next);
  }

  #call(): void {
    this.do({ type: 'CallNext', windowId: window1 });
    const called = this.model.call();
    if (called !== undefined) this.#called.push(called.id);
  }

  #cancel(index: number): void {
    const id = this.model.ids[index % Math.max(1, this.model.ids.length)];
    if (id === undefined) return;
    this.do({ type: 'CancelTicket', ticketId: ticketId(id) });
    this.model.remove(id);
  }

  #promote(index: number, priority: string): void {
    const id = this.model.ids[index % Math.max(1, this.model.ids.length)];
    if (id === undefined || this.#priorityOf(id) === priority) return;
    const entered = ticketOf(this.hall, ticketId(id))?.entersAs ?? nine;
    this.do({ type: 'ChangePriority', ticketId: ticketId(id), priority });
    const byTime = this.#rules.order === 'head-start';
    this.model.promote(this.#who(id, priority, byTime ? epochMs(entered) : this.now));
  }

  #return(move: Back): void {
    const id = this.#called.splice(move.pick % Math.max(1, this.#called.length), 1)[0];
    if (id === undefined) return;
    const position = move.kind === 'after' ? { kind: 'after', n: move.n } : { kind: move.kind };
    this.do({ type: 'ReturnTicket', ticketId: ticketId(id), position });
    const who = this.#who(id, this.#priorityOf(id));
    if (move.kind === 'after') this.model.enterAfter(who, move.n);
    else if (move.kind === 'first') this.model.enterFirst(who);
    else if (move.kind === 'last') this.model.enterLast(who);
    else this.model.enter(who);
  }
}

describe('a line under any rules', () => {
  it('is the list that its rules describe, and ahead counts it', () => {
    fc.assert(
      fc.property(lineRules, moves, (first, list) => {
        const play = new Play(first);
        for (const move of list) {
          play.move(move);
          const waiting = [...waitingOfQueue(play.hall, queueA)];
          expect(
            waiting.map((ticket) => String(ticket.ticketId)),
            JSON.stringify(move),
          ).to.deep.equal(play.model.ids);
          for (const [index, ticket] of waiting.entries())
            expect(aheadOf(play.hall, ticket)).to.equal(index);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('has places that stay short, however often people come back', () => {
    const back: fc.Arbitrary<readonly Move[]> = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('call' as const), pick }) },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constantFrom('last' as const, 'entry' as const, 'first' as const),
            pick,
          }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constant('after' as const),
            pick,
            n: fc.integer({ min: 1, max: 5 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('arrive' as const), priority: fc.nat(2) }),
        },
      ),
      { minLength: 1500, maxLength: 2000, size: 'max' },
    );
    fc.assert(
      fc.property(lineRules, back, (first, list) => {
        const play = new Play(first);
        for (const move of list) play.move(move);
        const longest = Math.max(
          0,
          ...[...waitingOfQueue(play.hall, queueA)].map(({ standing }) => standing.place.length),
        );
        expect(longest).to.be.at.most(200);
      }),
      { numRuns: 20 },
    );
  });

  it('has places that stay short where everybody comes back behind the first few for hours', () => {
    fc.assert(
      fc.property(lineRules, fc.integer({ min: 1, max: 12 }), fc.nat(6), (first, people, n) => {
        const play = new Play(first);
        for (let one = 0; one < people; one += 1) play.move({ kind: 'arrive', priority: one });
        for (let round = 0; round < 1000; round += 1) {
          play.move({ kind: 'call', pick: 0 });
          play.move({ kind: 'after', pick: 0, n });
        }
        const longest = [...waitingOfQueue(play.hall, queueA)].map(
          ({ standing }) => standing.place.length,
        );
        expect(Math.max(...longest)).to.be.at.most(100);
      }),
      { numRuns: 20 },
    );
  });
});
