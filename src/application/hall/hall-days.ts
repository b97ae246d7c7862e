import type { BusinessDay, HallId } from '../../domain/ids.js';
import { hallStream } from '../../domain/streams.js';
import { daysBefore } from '../../domain/calendar/business-day.js';
import { storeUnavailable } from '../errors.js';
import type { EventStore } from '../ports/event-store.js';
import { HallDayLog } from './hall-day-log.js';

/** How far back a day left open is looked for. */
export const longestGapDays = 31;
const keptDays = 3;

/** The hall days in memory, each loaded when first asked for. */
export class HallDays {
  readonly #logs = new Map<string, HallDayLog>();

  constructor(private readonly store: EventStore) {}

  /** The log of a day, folded to the stream's end at least once. @throws AppError `store_unavailable` */
  async open(hallId: HallId, day: BusinessDay): Promise<HallDayLog> {
    const stream = hallStream(hallId, day);
    const known = this.#logs.get(stream);
    if (known !== undefined) return known;
    const log = new HallDayLog(this.store, stream);
    await log.refresh();
    // Another caller may have loaded it meanwhile: one log per stream, so that all see one state.
    const winner = this.#logs.get(stream) ?? log;
    this.#logs.set(stream, winner);
    this.#forgetOld(hallId, day);
    return winner;
  }

  /** Drops what is remembered of a day: its state is in doubt and must be read again. */
  drop(log: HallDayLog): void {
    if (this.#logs.get(log.stream) === log) this.#logs.delete(log.stream);
  }

  /** The latest day before `day` that has a stream, or null. @throws AppError `store_unavailable` */
  async latestBefore(hallId: HallId, day: BusinessDay): Promise<BusinessDay | null> {
    for (let back = 1; back <= longestGapDays; back += 1) {
      const earlier = daysBefore(day, back);
      if (await this.#exists(hallStream(hallId, earlier))) return earlier;
    }
    return null;
  }

  async #exists(stream: string): Promise<boolean> {
    const known = this.#logs.get(stream);
    if (known !== undefined && known.revision >= 0) return true;
    try {
      for await (const _ of this.store.readStream({ stream, limit: 1 })) return true;
      return false;
    } catch (cause) {
      throw storeUnavailable(`${stream}: cannot be read`, cause);
    }
  }

  #forgetOld(hallId: HallId, day: BusinessDay): void {
    const oldest = hallStream(hallId, daysBefore(day, keptDays));
    const prefix = oldest.slice(0, -8);
    for (const stream of this.#logs.keys())
      if (stream.length === oldest.length && stream.startsWith(prefix) && stream < oldest)
        this.#logs.delete(stream);
  }
}
