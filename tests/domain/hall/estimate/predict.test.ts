import { expect } from 'chai';
import { predict, predictVisitor } from '../../../../src/domain/hall/estimate/predict.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { ticketsOfLine, queueLine } from '../../../../src/domain/hall/queries.js';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallState, RunningHall } from '../../../../src/domain/hall/state.js';
import { instant, epochMs, type Instant, type WindowId } from '../../../../src/domain/ids.js';
import type { HallSettings } from '../../../../src/domain/settings/settings.js';
import { demo, idOf, nine, openDemo, queueA, queueB, window1, window2 } from '../demo-hall.js';

/** A hall to which things happen at minutes of its day. */
class Day {
  state: HallState = hallDecider.initialState;
  #now: Instant = nine;

  constructor(settings: Partial<HallSettings> = {}) {
    this.at(0, { ...openDemo, settings: { ...demo, ...settings } });
  }

  at(minutes: number, ...commands: readonly Record<string, unknown>[]): this {
    this.#now = instant(epochMs(nine) + minutes * 60_000);
    for (const command of commands) {
      const timed = { ...command, at: this.#now, occurredAt: null } as HallCommand;
      const decision = hallDecider.decide(this.state, timed);
      if (!decision.ok) throw new Error(decision.refusal.code);
      this.state = decision.events.reduce(hallDecider.evolve, this.state);
    }
    return this;
  }

  get hall(): RunningHall {
    if (this.state.status === 'unopened') throw new Error('expected an open hall');
    return this.state;
  }

  /** The estimates of those who wait in queue A, front first, in minutes. */
  minutes(): (number | null)[] {
    return [...ticketsOfLine(this.hall, queueLine(this.hall, queueA), 0)].map((ticket) => {
      const estimate = predict(this.hall, ticket, this.#now);
      return estimate === null ? null : estimate.seconds / 60;
    });
  }

  get now(): Instant {
    return this.#now;
  }
}

const take = (number: string, queueId = queueA) => ({
  type: 'IssueTicket',
  ticketId: idOf(number),
  queueId,
  priority: 'normal',
  number,
  subscriberId: null,
});
const open = (windowId: WindowId) => ({ type: 'OpenWindow', windowId });
const next = (windowId: WindowId) => ({ type: 'CallNext', windowId });
const done = (windowId: WindowId) => ({ type: 'CompleteTicket', windowId });
const five = ['A001', 'A002', 'A003', 'A004', 'A005'].map((number) => take(number));
const withSetting = {
  queues: demo.queues.map((queue) => ({ ...queue, serviceSeconds: 300 })),
};

describe('how long it still takes', () => {
  it('is about nothing at a free window, and what the services ahead take behind it', () => {
    const day = new Day(withSetting).at(0, open(window1), ...five);
    expect(day.minutes()).to.deep.equal([0, 5, 10, 15, 20]);
  });

  it('counts the rest of the service that is under way', () => {
    const day = new Day(withSetting).at(0, open(window1), ...five, next(window1)).at(2);
    expect(day.minutes()).to.deep.equal([3, 8, 13, 18]);
  });

  it('is shared by the windows that are open, not by those that are not', () => {
    const day = new Day(withSetting).at(0, open(window1), open(window2), ...five);
    expect(day.minutes()).to.deep.equal([0, 0, 5, 5, 10]);
    day.at(0, { type: 'PauseWindow', windowId: window2, reason: null });
    expect(day.minutes()).to.deep.equal([0, 5, 10, 15, 20]);
  });

  it('counts on a window that is paused an hour after it stopped, and not on it alone', () => {
    const many = Array.from({ length: 20 }, (_, n) => take(`A${String(n + 1).padStart(3, '0')}`));
    const away = { type: 'PauseWindow', windowId: window2, reason: '用餐' };
    const day = new Day(withSetting).at(0, open(window1), open(window2), away, ...many);
    const minutes = day.minutes();
    expect(minutes.slice(10, 16)).to.deep.equal([50, 55, 60, 60, 65, 65]);
    const alone = new Day(withSetting).at(0, open(window2), away, ...five);
    expect(alone.minutes()).to.deep.equal(Array(5).fill(null));
  });

  it('is not known where no window is open, and where nothing has shown it', () => {
    expect(new Day(withSetting).at(0, ...five).minutes()).to.deep.equal(Array(5).fill(null));
    expect(new Day().at(0, open(window1), ...five).minutes()).to.deep.equal(Array(5).fill(null));
  });

  it('learns from the services of the day', () => {
    const day = new Day().at(0, open(window1), ...five, next(window1)).at(4, done(window1));
    expect(day.minutes()).to.deep.equal([0, 4, 8, 12]);
    const { basis, low, high, seconds } =
      [...ticketsOfLine(day.hall, queueLine(day.hall, queueA), 3)].map((ticket) =>
        predict(day.hall, ticket, day.now),
      )[0] ?? {};
    expect(basis).to.equal('simulation');
    expect(low).to.be.lessThan(seconds ?? 0);
    expect((high ?? 0) - (seconds ?? 0)).to.be.greaterThan((seconds ?? 0) - (low ?? 0));
  });

  it('goes by the times between calls where nobody ends a service', () => {
    const quiet = { callGiven: 'any' as const };
    const day = new Day(quiet).at(0, open(window1), open(window2), take('A001'), next(window1));
    day.at(3, take('A002'), next(window2));
    expect(day.at(3, take('A003')).minutes()).to.deep.equal([null]);
  });

  it('counts a window’s other queues, in the order in which it calls', () => {
    const others = ['B001', 'B002'].map((number) => take(number, queueB));
    const day = new Day(withSetting).at(0, open(window2), ...others, ...five.slice(0, 2));
    // Window 2 calls A before B.
    expect(day.minutes()).to.deep.equal([0, 5]);
    expect(predictVisitor(day.hall, queueB, day.now)?.seconds).to.equal(20 * 60);
  });

  it('goes on at its pace far back in a long line', () => {
    const many = Array.from({ length: 900 }, (_, n) => take(`A${String(n + 1).padStart(3, '0')}`));
    const day = new Day(withSetting).at(0, open(window1), ...many);
    expect(day.minutes().at(-1)).to.equal(899 * 5);
  });
});
