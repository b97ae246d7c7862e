import type {
  Append,
  AppendOutcome,
  EventStore,
  Position,
  ReadAll,
  ReadStream,
  RecordedEvent,
} from '../../src/application/ports/event-store.js';

/** What becomes of an append: as usual, or not. */
export type Fault =
  'written_unknown' | 'lost_unknown' | 'refused' | Readonly<{ before: () => Promise<unknown> }>;

/** The real store, but for what a test makes go wrong on the way to it. */
export class FaultyStore implements EventStore {
  /** Whether reads, appends and subscriptions fail. */
  down = false;
  /** Asked for each append, until it answers undefined. */
  fault: (append: Append) => Fault | undefined = () => undefined;
  readonly appends: Append[] = [];
  /** Ends every subscription that is open, each as if its connection had dropped. */
  readonly #drops = new Set<() => void>();

  constructor(
    private readonly store: EventStore,
    readonly singleWriter = true,
  ) {}

  async append(append: Append): Promise<AppendOutcome> {
    this.appends.push(append);
    const cause = new Error('made to fail');
    const fault = this.fault(append);
    if (this.down || fault === 'refused')
      return { outcome: 'refused', reason: 'unavailable', cause };
    if (fault === 'lost_unknown') return { outcome: 'unknown', cause };
    if (typeof fault === 'object') await fault.before();
    const outcome = await this.store.append(append);
    return fault === 'written_unknown' ? { outcome: 'unknown', cause } : outcome;
  }

  async *readStream(read: ReadStream): AsyncGenerator<RecordedEvent, void, void> {
    this.#assertUp();
    yield* this.store.readStream(read);
  }

  readAll(read: ReadAll): AsyncIterable<RecordedEvent> {
    return this.store.readAll(read);
  }

  async *subscribe(read: ReadAll): AsyncGenerator<RecordedEvent, void, void> {
    this.#assertUp();
    const dropping = new AbortController();
    const drop = (): void => dropping.abort();
    this.#drops.add(drop);
    const signals = [dropping.signal, ...(read.signal === undefined ? [] : [read.signal])];
    try {
      yield* this.store.subscribe({ ...read, signal: AbortSignal.any(signals) });
      if (read.signal?.aborted !== true) this.#assertUp();
    } finally {
      this.#drops.delete(drop);
    }
  }

  drop(): void {
    for (const drop of this.#drops) drop();
  }

  async end(prefixes: readonly string[]): Promise<Position> {
    this.#assertUp();
    return this.store.end(prefixes);
  }

  truncateBefore(stream: string, revision: number): Promise<void> {
    return this.down
      ? Promise.reject(new Error('made to fail'))
      : this.store.truncateBefore(stream, revision);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  #assertUp(): void {
    if (this.down) throw new Error('made to fail');
  }
}
