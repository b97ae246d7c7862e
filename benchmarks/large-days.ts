import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { createRandom } from '../demo/random.js';
import { HallCommandService } from '../src/application/hall/hall-command-service.js';
import { HallDays } from '../src/application/hall/hall-days.js';
import { isAppError } from '../src/application/errors.js';
import { serviceInvocation } from '../src/application/invocation.js';
import { noTracer } from '../src/application/ports/tracer.js';
import type { HallCommand } from '../src/domain/hall/commands.js';
import { hallDecider } from '../src/domain/hall/hall.js';
import type { HallState } from '../src/domain/hall/state.js';
import { businessDay, hallId, instant, type HallId, type Instant } from '../src/domain/ids.js';
import { hallStream } from '../src/domain/streams.js';
import { readHallEvent } from '../src/application/events/codec.js';
import type { HallSettings } from '../src/domain/settings/settings.js';
import { SqliteEventStore } from '../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { SystemClock, SystemIds } from '../src/infrastructure/clock/system-clock.js';
import { DayScript, everyRule } from './day-script.js';
import { brokenIn } from './day-invariants.js';
import type { Figure, Section } from './report.js';

// Whole days through the real command handler, on SQLite with every write synced. Time is that of the
// day, a minute a step; the commands of a minute come together.

const day = businessDay('2025-03-01');
const opensAt = Date.UTC(2025, 2, 1, 0, 0);
const dayMinutes = 600;
const seed = 20250301;
/** A minute of a thousand halls is not one moment. */
const hallsAtOnce = 64;

const noMetrics = { count: () => undefined, observe: () => undefined };

/** The handler of a number of halls, with the clock of the day. */
class LargeDay {
  readonly refused = new Map<string, number>();
  readonly #dir = mkdtempSync(join(tmpdir(), 'nearturn-day-'));
  readonly path = join(this.#dir, 'events.db');
  readonly store = new SqliteEventStore({ path: this.path });
  readonly days = new HallDays(this.store);
  readonly #commands: HallCommandService;
  #now: Instant = instant(opensAt);
  commands = 0;

  constructor(settings: HallSettings) {
    const clock = Object.assign(new SystemClock(), { now: (): Instant => this.#now });
    this.#commands = new HallCommandService({
      store: this.store,
      days: this.days,
      clock,
      ids: new SystemIds(),
      metrics: noMetrics,
      tracer: noTracer,
      settingsOf: () => Promise.resolve({ settings, revision: 0 }),
      shown: () => Promise.resolve(),
    });
  }

  turnTo(minute: number): void {
    this.#now = instant(opensAt + minute * 60_000);
  }

  async stateOf(hall: HallId): Promise<HallState> {
    return (await this.days.open(hall, day)).state;
  }

  async do(hall: HallId, wish: object): Promise<void> {
    this.commands += 1;
    try {
      await this.#commands.execute({
        hallId: hall,
        command: (at) => ({ ...wish, at, occurredAt: null }) as HallCommand,
        answer: () => ({ status: 200, body: {} }),
        invocation: serviceInvocation('large-day', 'large-day'),
      });
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { code } = error;
      if (code === 'store_unavailable') throw error;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    }
  }

  /** The day as its stream tells it, read anew. */
  async replayed(hall: HallId): Promise<Readonly<{ state: HallState; events: number }>> {
    let [state, events] = [hallDecider.initialState as HallState, 0];
    for await (const recorded of this.store.readStream({ stream: hallStream(hall, day) })) {
      const read = readHallEvent(recorded);
      if (!read.ok) throw new Error(read.detail);
      state = hallDecider.evolve(state, read.event);
      events += 1;
    }
    return { state, events };
  }

  get megabytesStored(): number {
    return statSync(this.path).size / 1024 ** 2;
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

type Size = Readonly<{ halls: number; tickets: number; queues: number; windows: number }>;
type Played = Readonly<{
  ms: number;
  events: number;
  tickets: number;
  broken: number;
  heapMb: number;
}>;

const play = async (large: LargeDay, size: Size, settings: HallSettings): Promise<Played> => {
  const scripts = Array.from({ length: size.halls }, (_, index) => ({
    hall: hallId(`hall-${index}`),
    script: new DayScript(settings, createRandom(seed + index)),
  }));
  const inTurn = pLimit(hallsAtOnce);
  let peak = 0;
  const startedAt = performance.now();
  for (let minute = 0; minute < dayMinutes; minute += 1) {
    large.turnTo(minute);
    await Promise.all(
      scripts.map(({ hall, script }) =>
        inTurn(async () => {
          const wishes = script.minute(await large.stateOf(hall), size.tickets / dayMinutes);
          await Promise.all(wishes.map((wish) => large.do(hall, wish)));
        }),
      ),
    );
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }
  const ms = performance.now() - startedAt;
  let [events, tickets, broken] = [0, 0, 0];
  for (const { hall } of scripts) {
    const again = await large.replayed(hall);
    const found = brokenIn(again.state, await large.stateOf(hall));
    for (const one of found.slice(0, 3)) process.stderr.write(`${hall}: ${one}\n`);
    broken += found.length;
    events += again.events;
    tickets += again.state.status === 'unopened' ? 0 : again.state.tickets.size;
  }
  return { ms, events, tickets, broken, heapMb: peak / 1024 ** 2 };
};

const measure = async (title: string, size: Size): Promise<Section> => {
  const settings = everyRule(size.queues, size.windows);
  const large = new LargeDay(settings);
  try {
    const { ms, events, tickets, broken, heapMb } = await play(large, size, settings);
    const refused = [...large.refused].map(([code, count]) => `${code} ${count}`).join(', ');
    const figures: readonly Figure[] = [
      { name: 'tickets', value: tickets, unit: '' },
      { name: 'commands', value: large.commands, unit: '' },
      { name: 'events', value: events, unit: '' },
      { name: 'time', value: ms / 1_000, unit: 's' },
      { name: 'events', value: (events / ms) * 1_000, unit: 'events/s' },
      { name: 'heap at its highest', value: heapMb, unit: 'MiB' },
      { name: 'store', value: large.megabytesStored, unit: 'MiB' },
      { name: 'invariants broken', value: broken, unit: '', aim: { below: 1 } },
    ];
    return { title, how: `seed ${seed}; refused: ${refused}`, figures };
  } finally {
    await large.close();
  }
};

/** One hall with a hundred windows and every rule on. */
export const measureLargeHall = (): Promise<Section> =>
  measure('A day of 22,000 tickets in one hall', {
    halls: 1,
    tickets: 24_500,
    queues: 12,
    windows: 100,
  });

/** Many halls side by side. */
export const measureManyHalls = (): Promise<Section> =>
  measure('A day of 800 tickets in each of 1,000 halls', {
    halls: 1_000,
    tickets: 880,
    queues: 4,
    windows: 6,
  });
