import { expect } from 'chai';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError } from '../../../../src/application/errors.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { killHard, newEvent, otherProcess, temporaryFolder } from './support.js';

const failureOf = (action: () => unknown): unknown => {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
};

const expectLocked = (path: string, file = path): void => {
  const error = failureOf(() => new SqliteEventStore({ path }));
  expect(isAppError(error, 'store_locked'), String(error)).to.equal(true);
  expect(String(error)).to.contain(file);
};

describe('one process at a time for a SQLite event store', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'deep', 'log.db');
  after(() => folder.remove());

  it('keeps a second process out until the first is killed', async () => {
    const { child, lines } = otherProcess(`
      const store = new SqliteEventStore({ path: ${JSON.stringify(path)} });
      console.log('open');
      setInterval(() => store, 1000);`);
    expect((await lines.next()).value).to.equal('open');
    expectLocked(path);
    await killHard(child);
    await new SqliteEventStore({ path }).close();
  });

  it('keeps a second one of the same process out, under another name too', async () => {
    const store = new SqliteEventStore({ path });
    const alias = join(folder.path, 'alias.db');
    symlinkSync(path, alias);
    expectLocked(path);
    expectLocked(alias, path);
    await store.close();
    await new SqliteEventStore({ path: alias }).close();
  });

  it('has after a kill every append that was answered, and a repeat of each is recognised', async () => {
    const { child, lines } = otherProcess(`
      const store = new SqliteEventStore({ path: ${JSON.stringify(path)} });
      for (let n = 0; ; n += 1) {
        const eventId = crypto.randomUUID();
        const events = [{ eventId, type: 'T', data: { n }, metadata: {} }];
        const stream = 'hall-a-20250301';
        const { outcome } = await store.append({ stream, expected: n || 'no_stream', events: n ? events : [...events, ...events] });
        console.log(n + ' ' + outcome + ' ' + eventId);
      }`);
    const answered: string[] = [];
    while (answered.length < 200) answered.push((await lines.next()).value as string);
    await killHard(child);
    const store = new SqliteEventStore({ path });
    const ids: string[] = [];
    for await (const event of store.readStream({ stream: 'hall-a-20250301' })) {
      ids.push(event.eventId);
    }
    for (const [n, line] of answered.entries()) {
      const [, outcome, eventId = ''] = line.split(' ');
      expect(outcome).to.equal('appended');
      expect(ids[n + 1]).to.equal(eventId);
      if (n === 0) continue;
      const events = [{ ...newEvent(), eventId }];
      const again = await store.append({ stream: 'hall-a-20250301', expected: n, events });
      expect(again).to.include({ outcome: 'appended', revision: n + 1 });
    }
    await store.close();
  });
});
