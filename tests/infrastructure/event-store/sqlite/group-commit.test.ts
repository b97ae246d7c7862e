import { expect } from 'chai';
import type { AppendOutcome } from '../../../../src/application/ports/event-store.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { newEvent } from './support.js';

const kindsOf = (outcomes: readonly AppendOutcome[]): Record<string, number> => {
  const kinds: Record<string, number> = {};
  for (const { outcome } of outcomes) kinds[outcome] = (kinds[outcome] ?? 0) + 1;
  return kinds;
};

describe('appends of one moment to a SQLite event store', () => {
  let store: SqliteEventStore;
  beforeEach(() => {
    store = new SqliteEventStore({ path: ':memory:' });
  });
  afterEach(() => store.close());

  const appendTo = (stream: string): Promise<AppendOutcome> =>
    store.append({ stream, expected: 'no_stream', events: [newEvent()] });

  it('share one commit', async () => {
    const streams = Array.from({ length: 200 }, (_, n) => `hall-${n}`);
    expect(kindsOf(await Promise.all(streams.map(appendTo)))).to.deep.equal({ appended: 200 });
    expect(store.commits).to.equal(1);
  });

  it('share a few commits when they are very many', async () => {
    const streams = Array.from({ length: 1000 }, (_, n) => `hall-${n}`);
    expect(kindsOf(await Promise.all(streams.map(appendTo)))).to.deep.equal({ appended: 1000 });
    expect(store.commits).to.equal(4);
  });

  it('are judged one by one, in order', async () => {
    const streams = ['hall-a', 'hall-b', 'hall-a', 'hall-c', 'hall-b'];
    const outcomes = await Promise.all(streams.map(appendTo));
    const kinds = outcomes.map(({ outcome }) => outcome);
    expect(kinds).to.deep.equal(['appended', 'appended', 'conflict', 'appended', 'conflict']);
    expect(store.commits).to.equal(1);
  });

  it('may build on each other, and one may be the repeat of another', async () => {
    const [first, second] = [newEvent(), newEvent()];
    const stream = 'hall-a';
    const outcomes = await Promise.all([
      store.append({ stream, expected: 'no_stream', events: [first] }),
      store.append({ stream, expected: 0, events: [second] }),
      store.append({ stream, expected: 'no_stream', events: [first] }),
    ]);
    expect(
      outcomes.map((answer) => answer.outcome === 'appended' && answer.revision),
    ).to.deep.equal([0, 1, 0]);
    expect(outcomes[2]).to.deep.equal(outcomes[0]);
  });

  it('are all written before the store is closed', async () => {
    const outcomes = Promise.all(['hall-a', 'hall-b'].map(appendTo));
    await store.close();
    expect(kindsOf(await outcomes)).to.deep.equal({ appended: 2 });
    expect(await appendTo('hall-c')).to.include({ outcome: 'refused', reason: 'unavailable' });
  });
});
