import { evolve } from '../../domain/hall/evolve.js';
import type { HallEvent } from '../../domain/hall/events.js';
import { unopenedHall, type HallState } from '../../domain/hall/state.js';
import { storeUnavailable } from '../errors.js';
import { readHallEvent } from '../events/codec.js';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';

/** One event of the stream as folded here. */
type Folded = Readonly<{ revision: number; event: HallEvent; commandIds: readonly string[] }>;

/**
 * One hall's day as the log tells it, kept in memory: its state, and which commands it has seen.
 * Reading again costs only what is new.
 */
export class HallDayLog {
  #state: HallState = unopenedHall;
  #revision = -1;
  /** Command id → revision of the command's last event, which holds its answer. */
  readonly #commands = new Map<string, number>();
  #unreadable: string | null = null;

  constructor(
    private readonly store: EventStore,
    readonly stream: string,
  ) {}

  get state(): HallState {
    return this.#state;
  }

  /** Revision of the last event folded; -1 for none. */
  get revision(): number {
    return this.#revision;
  }

  /** What stands in the stream that this version does not understand; nothing may be decided on it. */
  get unreadable(): string | null {
    return this.#unreadable;
  }

  /** Where the answer of a command stands, if the day has seen it. */
  revisionOf(commandId: string): number | undefined {
    return this.#commands.get(commandId);
  }

  /**
   * Reads the stream to its end, at the leader.
   * @throws AppError `store_unavailable`
   */
  async refresh(): Promise<void> {
    try {
      for await (const recorded of this.store.readStream({
        stream: this.stream,
        from: this.#revision + 1,
      }))
        this.#foldRecorded(recorded);
    } catch (cause) {
      throw storeUnavailable(`${this.stream}: cannot be read`, cause);
    }
  }

  /**
   * Takes over what was just appended, with the state that it was decided to lead to, unless a
   * reading in between has seen some of it already.
   */
  adopt(events: readonly Folded[], after: HallState): void {
    if (events[0]?.revision !== this.#revision + 1) {
      for (const folded of events) this.#fold(folded);
      return;
    }
    this.#state = after;
    for (const { revision, commandIds } of events) this.#remember(revision, commandIds);
  }

  /**
   * The recorded event at a revision.
   * @throws AppError `store_unavailable`
   */
  async eventAt(revision: number): Promise<RecordedEvent | null> {
    try {
      const read = { stream: this.stream, from: revision, limit: 1 };
      for await (const recorded of this.store.readStream(read)) return recorded;
      return null;
    } catch (cause) {
      throw storeUnavailable(`${this.stream}@${revision}: cannot be read`, cause);
    }
  }

  #foldRecorded(recorded: RecordedEvent): void {
    if (recorded.revision !== this.#revision + 1) return;
    const read = readHallEvent(recorded);
    if (!read.ok) {
      this.#unreadable ??= read.detail;
      this.#revision = recorded.revision;
      return;
    }
    const { commandId, batch } = read.metadata;
    const commandIds = [commandId, batch?.commandId].filter((id) => id !== undefined);
    this.#fold({ revision: recorded.revision, event: read.event, commandIds });
  }

  #fold({ revision, event, commandIds }: Folded): void {
    if (revision !== this.#revision + 1) return;
    this.#state = evolve(this.#state, event);
    this.#remember(revision, commandIds);
  }

  #remember(revision: number, commandIds: readonly string[]): void {
    this.#revision = revision;
    for (const commandId of commandIds) this.#commands.set(commandId, revision);
  }
}

/** The event that holds a command's answer, in the first of some days that has seen it. */
export const findCommand = async (
  days: readonly HallDayLog[],
  commandId: string,
): Promise<RecordedEvent | null> => {
  for (const day of days) {
    const revision = day.revisionOf(commandId);
    if (revision !== undefined) return day.eventAt(revision);
  }
  return null;
};
