import { expect } from 'chai';
import { join } from 'node:path';
import { isAppError } from '../../../../src/application/errors.js';
import type { Position } from '../../../../src/application/ports/event-store.js';
import { openDatabase } from '../../../../src/infrastructure/event-store/sqlite/database.js';
import { positionOf } from '../../../../src/infrastructure/event-store/sqlite/position.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { newEvent, temporaryFolder, writeOne } from './support.js';

describe('reading a SQLite event store', () => {
  const folder = temporaryFolder();
  let store: SqliteEventStore;
  beforeEach(() => {
    store = new SqliteEventStore({ path: ':memory:' });
  });
  afterEach(() => store.close());
  after(() => folder.remove());

  const grow = async (stream: string, count: number): Promise<void> => {
    for (let done = 0; done < count; done += 500) {
      const events = Array.from({ length: 500 }, () => newEvent());
      await store.append({ stream, expected: done === 0 ? 'no_stream' : done - 1, events });
    }
  };

  it('ends where the stream and the log ended when it was asked', async () => {
    await grow('hall-a', 1000);
    const [stream, log] = [
      store.readStream({ stream: 'hall-a' }),
      store.readAll({ prefixes: ['hall-'] }),
    ];
    await store.append({ stream: 'hall-a', expected: 999, events: [newEvent()] });
    for (const read of [stream, log]) {
      let last = -1;
      for await (const { revision } of read) last = revision;
      expect(last).to.equal(999);
    }
  });

  it('leaves the process its turns, however much is read', async () => {
    await grow('hall-a', 50_000);
    let turns = 0;
    let count = 0;
    const turn = (): void => {
      turns += 1;
      if (count < 100_000) setImmediate(turn);
    };
    turn();
    for await (const _ of store.readAll({ prefixes: [''] })) count += 1;
    for await (const _ of store.readStream({ stream: 'hall-a' })) count += 1;
    expect(count).to.equal(100_000);
    expect(turns).to.be.greaterThan(190);
  });

  it('finds a rare stream in a long log without walking it', async () => {
    await writeOne(store, 'halls', { first: true });
    await grow('hall-a', 50_000);
    await writeOne(store, 'settings-demo', {});
    const timed = async (...prefixes: string[]): Promise<[string[], number]> => {
      const began = performance.now();
      const streams = new Set<string>();
      for await (const { stream } of store.readAll({ prefixes })) streams.add(stream);
      return [[...streams], performance.now() - began];
    };
    const [all, allMs] = await timed('hall', 'settings-');
    const [rare, rareMs] = await timed('halls', 'settings-');
    expect(all).to.deep.equal(['halls', 'hall-a', 'settings-demo']);
    expect(rare).to.deep.equal(['halls', 'settings-demo']);
    expect(rareMs).to.be.lessThan(allMs / 5);
  });

  it('tells prefixes apart that share a beginning', async () => {
    for (const stream of ['hall-a', 'halls', 'halls-b', 'ha', 'hall', 'hall-ab', 'other-hall-a']) {
      await writeOne(store, stream);
    }
    const found = async (...prefixes: string[]): Promise<string[]> => {
      const streams: string[] = [];
      for await (const { stream } of store.readAll({ prefixes })) streams.push(stream);
      return streams;
    };
    expect(await found('hall-')).to.deep.equal(['hall-a', 'hall-ab']);
    expect(await found('halls')).to.deep.equal(['halls', 'halls-b']);
    expect(await found('hall')).to.deep.equal(['hall-a', 'halls', 'halls-b', 'hall', 'hall-ab']);
    expect(await found('hall-ab', 'ha')).to.have.length(6);
    expect(await found('')).to.have.length(7);
    expect(await found('hall-c')).to.deep.equal([]);
  });

  it('ends its subscriptions when it is closed, and reads no more', async () => {
    await writeOne(store, 'hall-a');
    const following = (async () => {
      let count = 0;
      for await (const _ of store.subscribe({ prefixes: ['hall-'] })) count += 1;
      return count;
    })();
    await new Promise(setImmediate);
    await store.close();
    expect(await following).to.equal(1);
    expect(() => store.readStream({ stream: 'hall-a' })).to.throw('closed');
    expect(() => store.subscribe({ prefixes: ['hall-'] })).to.throw('closed');
  });

  it('knows its own positions from those of another store', async () => {
    expect(positionOf(42)).to.equal('0000000000000042');
    const after = '00000000000000000001-00000000000000000001' as Position;
    const read = store.readAll({ prefixes: ['hall-'], after })[Symbol.asyncIterator]();
    const error: unknown = await read.next().catch((e: unknown) => e);
    expect(isAppError(error, 'invalid_position'), String(error)).to.equal(true);
  });

  it('refuses a file that a newer version has written', async () => {
    const path = join(folder.path, 'newer.db');
    const db = openDatabase(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => new SqliteEventStore({ path })).to.throw('found 99');
    expect(() => new SqliteEventStore({ path })).to.throw('found 99');
  });
});
