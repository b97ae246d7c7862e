import type { HallId } from '../../domain/ids.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { Answer } from '../ports/inbound/invocation.js';
import type { HallCommands, HallRequest } from '../ports/inbound/terminals.js';
import type { Metrics } from '../ports/metrics.js';
import type { Tracer } from '../ports/tracer.js';
import type { DaySettings } from '../settings/day-settings.js';
import { inCommandSpan } from './command-span.js';
import type { HallDays } from './hall-days.js';
import type { HallWork } from './hall-work.js';
import { HallWorker } from './hall-worker.js';
import { SingleCommand, type Settling } from './single-command.js';

export type HallCommandDeps = Readonly<{
  store: EventStore;
  days: HallDays;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  tracer: Tracer;
  /** @throws AppError `unknown_hall` */
  settingsOf: (hallId: HallId) => Promise<DaySettings>;
  /** Waits, not for long, until the live views have folded a hall stream up to a revision; never fails. */
  shown: (stream: string, revision: number) => Promise<void>;
}>;

/** The way in for every command of every hall. */
export class HallCommandService implements HallCommands {
  readonly #workers = new Map<HallId, HallWorker>();

  constructor(private readonly deps: HallCommandDeps) {}

  async execute(request: HallRequest): Promise<Answer> {
    const { clock, ids, tracer } = this.deps;
    return inCommandSpan(tracer, request, (invocation, named) =>
      this.run(request.hallId, (settling) => {
        const making = { at: clock.now(), ids };
        const command = new SingleCommand({ ...request, invocation }, settling, making);
        named(command.name);
        return command;
      }),
    );
  }

  /** Runs a piece of work in its turn. @throws AppError as {@link HallCommands.execute} */
  async run(hallId: HallId, work: (settling: Settling) => HallWork): Promise<Answer> {
    // Asked first, so that a hall that does not exist gets no worker.
    await this.deps.settingsOf(hallId);
    return new Promise((resolve, reject) => {
      this.#workerOf(hallId).enqueue(work({ resolve, reject }));
    });
  }

  /** Ends the hall's days that are over; harmless to repeat. @throws AppError `store_unavailable` */
  async endEarlierDays(hallId: HallId): Promise<void> {
    await this.#workerOf(hallId).endEarlierDays();
  }

  #workerOf(hallId: HallId): HallWorker {
    const known = this.#workers.get(hallId);
    if (known !== undefined) return known;
    const { settingsOf, ...deps } = this.deps;
    const worker = new HallWorker({ ...deps, hallId, settings: () => settingsOf(hallId) });
    this.#workers.set(hallId, worker);
    return worker;
  }
}
