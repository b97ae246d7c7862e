import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendDecisively } from '../../src/application/writing/append-decisively.js';
import type { Append } from '../../src/application/ports/event-store.js';
import { SystemClock, SystemIds } from '../../src/infrastructure/clock/system-clock.js';
import { EventStoreDbEventStore } from '../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { FakeEventStoreDb, type Behaviour } from './fake-eventstore.js';

const timeoutMs = 400;

const appendOf = (stream: string): Append => ({
  stream,
  expected: 'no_stream',
  events: [{ eventId: randomUUID(), type: 'SendAttempted', data: {}, metadata: {} }],
});

describe('an EventStoreDB that does what a real one cannot be made to do', () => {
  let server: FakeEventStoreDb;
  let store: EventStoreDbEventStore;

  beforeEach(async () => {
    server = await FakeEventStoreDb.start();
    const connectionString = `esdb://127.0.0.1:${server.port}?tls=false`;
    store = new EventStoreDbEventStore({ connectionString, timeoutMs });
  });
  afterEach(async () => {
    await store.close();
    server.stop();
  });

  const unknownInTime = async (append: Append): Promise<void> => {
    const began = performance.now();
    const { outcome } = await store.append(append);
    expect(outcome).to.equal('unknown');
    expect(performance.now() - began).to.be.lessThan(timeoutMs + 1_500);
  };

  it('is answered by one that behaves', async () => {
    const append = appendOf('message-a');
    expect(await store.append(append)).to.include({ outcome: 'appended', revision: 0 });
    expect(server.received).to.deep.equal([
      { stream: 'message-a', eventIds: [append.events[0]?.eventId], revision: 'no_stream' },
    ]);
  });

  for (const behaviour of ['silent', 'end', 'late'] as const satisfies readonly Behaviour[])
    it(`leaves an append unknown in time (${behaviour}), and the repeat with the same ids succeeds`, async () => {
      server.behaviours = [behaviour, 'answer'];
      const append = appendOf('message-a');
      await unknownInTime(append);
      let again = await store.append(append);
      // An ended stream is found out by the next append on it.
      if (again.outcome === 'unknown') again = await store.append(append);
      expect(again).to.include({ outcome: 'appended', revision: 0 });
      expect(server.writes).to.equal(1);
      expect(new Set(server.received.flatMap(({ eventIds }) => eventIds)).size).to.equal(1);
    });

  it('is not harmed by an answer that comes after the repeat was answered', async () => {
    server.behaviours = ['late', 'answer'];
    server.lateMs = timeoutMs + 300;
    const append = appendOf('message-a');
    await unknownInTime(append);
    expect(await store.append(append)).to.include({ outcome: 'appended' });
    await sleep(600);
    expect(await store.append(appendOf('message-b'))).to.include({ outcome: 'appended' });
  });

  it('gets an answer out of a store that is silent for a while, with the events as composed', async () => {
    server.behaviours = ['silent', 'end', 'late', 'answer'];
    server.lateMs = 5_000;
    const options = { clock: new SystemClock(), ids: new SystemIds(), deadlineMs: 8_000 };
    const append = appendOf('message-a');
    const outcome = await appendDecisively(store, append, options);
    expect(outcome).to.include({ outcome: 'appended', revision: 0 });
    expect(server.writes).to.equal(1);
  });

  it('does not drag other appends down with it for ever', async () => {
    server.behaviours = ['silent', 'silent', 'silent', 'answer'];
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((name) => store.append(appendOf(`message-${name}`))),
    );
    expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['unknown', 'unknown', 'unknown']);
    expect(await store.append(appendOf('message-d'))).to.include({ outcome: 'appended' });
  });
});
