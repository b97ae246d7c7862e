import { createRandom } from '../demo/random.js';
import type { HallCommand } from '../src/domain/hall/commands.js';
import { predict } from '../src/domain/hall/estimate/predict.js';
import { noTimes, typicalOf } from '../src/domain/hall/estimate/service-times.js';
import { hallDecider } from '../src/domain/hall/hall.js';
import { aheadOf, queueLine, ticketOf, ticketsOfLine } from '../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../src/domain/hall/state.js';
import { epochMs, instant, queueId, ticketId, windowId, type TicketId } from '../src/domain/ids.js';
import { hallDefaults, queueDefaults, windowDefaults } from '../src/domain/settings/defaults.js';
import type { HallSettings } from '../src/domain/settings/settings.js';
import { busySettings } from './busy-day.js';
import type { Figure, Section } from './report.js';

// Days of a made-up hall: people come, windows open and close, services take what they take. At each
// arrival, and now and then for who waits, three ways to estimate are asked; what came of it is known
// at the end of the day.

const days = 12;
const dayMinutes = 360;
const settingSeconds = 240;

type Scenario = Readonly<{
  name: string;
  /** People who come in a minute. */
  arrivals: (minute: number) => number;
  /** How many windows are open. */
  windows: (minute: number) => number;
  /** What a window that stops does. */
  leaving: 'CloseWindow' | 'PauseWindow';
  priorityShare?: number;
  routed?: true;
}>;

const most = 5;
const steadyRate = (windows: number): number => (windows * 60) / 300;
const four = { windows: () => 4, leaving: 'CloseWindow' } as const;
const scenarios: readonly Scenario[] = [
  { name: 'steady', ...four, arrivals: () => steadyRate(4) * 0.97 },
  {
    name: 'morning rush',
    ...four,
    arrivals: (minute) => (minute < 90 ? steadyRate(4) * 1.8 : steadyRate(4) * 0.6),
  },
  {
    name: 'lunch with half the windows',
    arrivals: () => steadyRate(4) * 0.95,
    windows: (minute) => (minute > 150 && minute < 240 ? 2 : 4),
    leaving: 'PauseWindow',
  },
  {
    name: 'a window closing',
    arrivals: () => steadyRate(4) * 0.9,
    windows: (minute) => (minute < 180 ? 5 : 3),
    leaving: 'CloseWindow',
  },
  {
    name: 'two priorities',
    ...four,
    arrivals: () => steadyRate(4),
    priorityShare: 0.25,
  },
  { name: 'routes', ...four, arrivals: () => steadyRate(4) * 0.55, routed: true },
];

const [a, b] = [queueId('A'), queueId('B')];
const settings: HallSettings = {
  ...busySettings,
  ...hallDefaults,
  queues: [a, b].map((id) => ({
    ...queueDefaults,
    queueId: id,
    name: id,
    prefix: id,
    serviceName: id,
    serviceSeconds: settingSeconds,
  })),
  windows: Array.from({ length: most }, (_, index) => ({
    ...windowDefaults,
    windowId: windowId(String(index + 1)),
    name: String(index + 1),
    queueIds: index % 2 === 0 ? [a, b] : [b, a],
  })),
};

type Guess = Readonly<{
  ticketId: TicketId;
  stay: number;
  atMs: number;
  guesses: readonly number[];
}> &
  Readonly<{ low: number; high: number }>;

/** What people would build first: those ahead × the mean service ÷ the open windows. */
const byLength = (hall: RunningHall, ticket: Ticket, ahead: number): number => {
  const times = hall.times.get(ticket.queueId) ?? noTimes;
  const { meanMs } = typicalOf(times, settingSeconds) ?? { meanMs: 0 };
  const open = [...hall.windows.values()].filter(({ state }) => state === 'open').length;
  return ((ahead + 1) * meanMs) / Math.max(1, open) / 1000;
};

class SimulatedDay {
  state: HallState = hallDecider.initialState;
  readonly guesses: Guess[] = [];
  readonly called = new Map<string, number>();
  readonly #random: () => number;
  readonly #ends = new Map<string, number>();
  #ms = Date.UTC(2026, 10, 23);
  #lastWait = 0;
  #tickets = 0;

  constructor(
    private readonly scenario: Scenario,
    seed: number,
  ) {
    this.#random = createRandom(seed).next;
  }

  get hall(): RunningHall {
    if (this.state.status === 'unopened') throw new Error('not open');
    return this.state;
  }

  #do(command: Record<string, unknown>): boolean {
    const timed = { ...command, at: instant(this.#ms), occurredAt: null } as HallCommand;
    const decision = hallDecider.decide(this.state, timed);
    if (!decision.ok) return false;
    for (const event of decision.events) {
      const { hall } = { hall: this.state };
      this.state = hallDecider.evolve(hall, event);
      if (event.type !== 'WindowCalled') continue;
      const ticket = ticketOf(this.hall, event.data.ticketId);
      if (ticket === undefined) continue;
      this.called.set(`${ticket.ticketId}.${ticket.stay}`, this.#ms);
      this.#lastWait = (this.#ms - epochMs(ticket.enteredAt)) / 1000;
    }
    return decision.events.length > 0;
  }

  run(): this {
    this.#do({
      type: 'OpenHall',
      hallId: 'bench',
      businessDay: '2026-11-23',
      settings,
      settingsRevision: 0,
    });
    for (let second = 0; second < dayMinutes * 60; second += 5) {
      this.#ms += 5_000;
      this.#tick(second / 60);
    }
    return this;
  }

  #tick(minute: number): void {
    const open = this.scenario.windows(minute);
    for (const [index, { windowId: id }] of settings.windows.entries()) {
      if ((this.#ends.get(id) ?? 0) <= this.#ms) this.#free(id, index < open);
    }
    if (this.#random() < this.scenario.arrivals(minute) / 12) this.#arrive();
    if (this.#random() < 0.05) this.#ask();
  }

  #free(id: string, shouldBeOpen: boolean): void {
    if (this.#ends.delete(id)) this.#do({ type: 'CompleteTicket', windowId: id });
    this.#do({
      type: shouldBeOpen ? 'OpenWindow' : this.scenario.leaving,
      windowId: id,
      reason: null,
    });
    if (!shouldBeOpen || !this.#do({ type: 'CallNext', windowId: id })) return;
    if (this.hall.windows.get(windowId(id))?.ticketId !== null)
      this.#ends.set(id, this.#ms + this.#service());
  }

  /** About five minutes, as services are: most shorter, a few much longer. */
  #service(): number {
    const sum = -Math.log(1 - this.#random()) - Math.log(1 - this.#random());
    return Math.max(30_000, (sum / 2) * 300_000);
  }

  #arrive(): void {
    const id = ticketId(`t${(this.#tickets += 1)}`);
    const routed = this.scenario.routed === true && this.#random() < 0.8;
    const priority = this.#random() < (this.scenario.priorityShare ?? 0) ? 'priority' : 'normal';
    const bare = { type: 'IssueTicket', ticketId: id, number: null, subscriberId: null, priority };
    this.#do({
      ...bare,
      queueId: routed || this.#random() < 0.7 ? a : b,
      ...(routed ? { route: [b] } : {}),
    });
    const ticket = ticketOf(this.hall, id);
    if (ticket !== undefined) this.#guess(ticket);
  }

  #ask(): void {
    const waiting = [...ticketsOfLine(this.hall, queueLine(this.hall, a), 0)];
    const one = waiting[Math.floor(this.#random() * waiting.length)];
    if (one !== undefined) this.#guess(one);
  }

  #guess(ticket: Ticket): void {
    const ahead = aheadOf(this.hall, ticket);
    const estimate = predict(this.hall, ticket, instant(this.#ms));
    if (ahead === null || estimate === null) return;
    const waited = (this.#ms - epochMs(ticket.enteredAt)) / 1000;
    const guesses = [
      byLength(this.hall, ticket, ahead),
      Math.max(0, this.#lastWait - waited),
      estimate.seconds,
    ];
    const { low, high } = estimate;
    this.guesses.push({
      ticketId: ticket.ticketId,
      stay: ticket.stay,
      atMs: this.#ms,
      guesses,
      low,
      high,
    });
  }
}

type Score = Readonly<{ errors: readonly number[]; covered: number }>;

const scoreOf = (scenario: Scenario): Score => {
  const sums = [0, 0, 0];
  let count = 0;
  let covered = 0;
  for (let seed = 1; seed <= days; seed += 1) {
    const day = new SimulatedDay(scenario, seed).run();
    for (const { ticketId: id, stay, atMs, guesses, low, high } of day.guesses) {
      const called = day.called.get(`${id}.${stay}`);
      if (called === undefined) continue;
      const waited = (called - atMs) / 1000;
      guesses.forEach(
        (guess, index) => (sums[index] = (sums[index] ?? 0) + Math.abs(guess - waited)),
      );
      count += 1;
      // A call within a step of the answers is as good as on its edge.
      if (waited >= low - 5 && waited <= high + 5) covered += 1;
    }
  }
  return { errors: sums.map((sum) => sum / count), covered: (100 * covered) / count };
};

/** How far three ways to estimate are off, and how often the band of the one that is used holds. */
export const measureEstimates = (): Section => ({
  title: 'Estimates of the wait',
  how: `${days} simulated days of each kind: the mean absolute error of three ways, and how often the 80 % band holds`,
  figures: scenarios.flatMap((scenario): readonly Figure[] => {
    const { errors, covered } = scoreOf(scenario);
    const [length = 0, last = 0, course = 0] = errors;
    const { name } = scenario;
    return [
      { name: `${name}: those ahead × service ÷ windows`, value: length, unit: 's' },
      { name: `${name}: as long as the last one waited`, value: last, unit: 's' },
      { name: `${name}: the course of the hall (used)`, value: course, unit: 's' },
      { name: `${name}: used ÷ the first`, value: course / length, unit: '', aim: { below: 0.7 } },
      { name: `${name}: the band holds (aim 75 to 85)`, value: covered, unit: '%' },
    ];
  }),
});
