import { expect } from 'chai';
import type { Position, RecordedEvent } from '../../../../src/application/ports/event-store.js';
import { logStart } from '../../../../src/application/ports/event-store.js';
import { LogTail } from '../../../../src/infrastructure/event-store/sqlite/log-tail.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { newEvent, writeOne } from './support.js';

const prefixes = ['hall-'];

const written = (row: number, stream = 'hall-a', text = 'x') => ({
  row,
  stream,
  revision: row - 1,
  event: {
    eventId: `e-${row}`,
    type: 'TicketIssued',
    data: JSON.stringify({ text }),
    metadata: '{}',
  },
});
const rowsOf = (tail: LogTail, after: number, span = {}): readonly string[] | null =>
  tail
    .page({ after, upTo: Infinity, prefixes, limit: 10, ...span })
    ?.events.map(({ eventId }) => eventId) ?? null;

describe('the tail of the log', () => {
  it('knows nothing of what lies before its oldest event', () => {
    const tail = new LogTail();
    expect(rowsOf(tail, 0)).to.equal(null);
    tail.take([written(5), written(6)]);
    expect(rowsOf(tail, 3)).to.equal(null);
    expect(rowsOf(tail, 4)).to.deep.equal(['e-5', 'e-6']);
    expect(rowsOf(tail, 6)).to.deep.equal([]);
  });

  it('gives out what a span asks for, and says how far it has looked', () => {
    const tail = new LogTail();
    tail.take([written(1), written(2, 'credit-a'), written(3), written(4)]);
    const page = tail.page({ after: 0, upTo: 3, prefixes, limit: 10 });
    expect(page?.events.map(({ eventId }) => eventId)).to.deep.equal(['e-1', 'e-3']);
    expect(page?.last).to.equal(3);
    expect(rowsOf(tail, 0, { limit: 1 })).to.deep.equal(['e-1']);
    expect(tail.page({ after: 4, upTo: 9, prefixes, limit: 10 })?.last).to.equal(4);
  });

  it('lets the older half go when there are many, and all when a few are huge', () => {
    const tail = new LogTail();
    tail.take(Array.from({ length: 4_001 }, (_, index) => written(index + 1)));
    expect(rowsOf(tail, 0)).to.equal(null);
    expect(rowsOf(tail, 4_000)).to.deep.equal(['e-4001']);
    tail.take([written(4_002, 'hall-a', 'y'.repeat(20 * 1024 * 1024))]);
    expect(rowsOf(tail, 4_001)).to.equal(null);
    expect(rowsOf(tail, 4_002)).to.deep.equal([]);
  });
});

describe('following a SQLite event store', () => {
  let store: SqliteEventStore;
  beforeEach(() => {
    store = new SqliteEventStore({ path: ':memory:' });
  });
  afterEach(() => store.close());

  const grow = async (first: number, count: number): Promise<void> => {
    for (let index = first; index < first + count; index += 1)
      await writeOne(store, `hall-${index}`, { index, gone: undefined as unknown as null });
  };
  const take = async (after: Position, count: number): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    const abort = new AbortController();
    for await (const event of store.subscribe({ after, prefixes, signal: abort.signal })) {
      events.push(event);
      if (events.length === count) abort.abort();
    }
    return events;
  };
  const all = async (): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll({ prefixes })) events.push(event);
    return events;
  };

  it('gives the same events from memory as from the file', async () => {
    await grow(0, 20);
    const fromMemory = await take(logStart, 20);
    const fromFile: RecordedEvent[] = [];
    for (let index = 0; index < 20; index += 1)
      for await (const event of store.readStream({ stream: `hall-${index}` })) fromFile.push(event);
    expect(fromMemory).to.deep.equal(fromFile);
  });

  it('comes from the file into memory and misses nothing, whatever is committed meanwhile', async () => {
    await grow(0, 50);
    await store.truncateBefore('hall-0', 1);
    const following = take(logStart, 149);
    await grow(50, 100);
    const revisions = (await following).map(({ data }) => data);
    expect(revisions).to.deep.equal(
      Array.from({ length: 149 }, (_, index) => ({ index: index + 1 })),
    );
  });

  it('forgets what is erased', async () => {
    await grow(0, 3);
    await store.truncateBefore('hall-1', 1);
    expect((await all()).map(({ stream }) => stream)).to.deep.equal(['hall-0', 'hall-2']);
  });

  it('follows on after an append that was refused', async () => {
    await grow(0, 2);
    const conflict = { stream: 'hall-0', expected: 7, events: [newEvent()] } as const;
    expect((await store.append(conflict)).outcome).to.equal('conflict');
    await grow(2, 2);
    expect(await take(logStart, 4)).to.have.length(4);
  });
});
