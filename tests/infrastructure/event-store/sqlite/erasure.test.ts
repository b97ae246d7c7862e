import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { isAppError } from '../../../../src/application/errors.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { newEvent, temporaryFolder, writeOne } from './support.js';

const secretOf = (n: number): string => `SECRET${String(n).padStart(6, '0')}`;

/**
 * The secrets that lie anywhere in the folder's files. By another process: one that closes a
 * database file gives up its locks on it.
 */
const secretsIn = (folder: string): Set<string> => {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const script = `
    const found = process.argv.slice(1).flatMap((file) =>
      require('node:fs').readFileSync(file, 'latin1').match(/SECRET[0-9]{6}/g) ?? []);
    console.log([...new Set(found)].join(' '));`;
  const output = execFileSync(process.execPath, ['-e', script, ...files], { encoding: 'utf8' });
  return new Set(output.trim().split(' '));
};

/** The same shuffle every time. */
const shuffled = (count: number): number[] => {
  const items = Array.from({ length: count }, (_, n) => n);
  let seed = 7;
  for (let at = count - 1; at > 0; at -= 1) {
    seed = (seed * 48271) % 2147483647;
    const other = seed % (at + 1);
    [items[at], items[other]] = [items[other] ?? 0, items[at] ?? 0];
  }
  return items;
};

describe('what a SQLite event store has erased', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('is in none of its files, whoever else is erased in whatever order', async () => {
    const store = new SqliteEventStore({ path: join(folder.path, 'log.db') });
    const count = 400;
    for (let n = 0; n < count; n += 1) {
      // Sizes of all kinds, some of which fill pages of their own.
      const padding = '快'.repeat(n % 17 === 0 ? 3000 : (n * 7) % 120);
      await writeOne(store, `subscriber-${n}`, { secret: secretOf(n), padding });
      await store.append({ stream: `subscriber-${n}`, expected: 0, events: [newEvent({ n })] });
    }
    const kept = new Set(Array.from({ length: count }, (_, n) => secretOf(n)));
    expect([...secretsIn(folder.path)].sort()).to.deep.equal([...kept]);
    for (const [index, n] of shuffled(count).entries()) {
      await store.truncateBefore(`subscriber-${n}`, 1);
      kept.delete(secretOf(n));
      if (index % 80 !== 79 || index > 330) continue;
      expect([...secretsIn(folder.path)].sort()).to.deep.equal([...kept].sort());
    }
    expect([...secretsIn(folder.path)]).to.deep.equal(['']);
    await store.close();
  });

  it('is not delivered, and is not the end of the log', async () => {
    const store = new SqliteEventStore({ path: join(folder.path, 'hidden.db') });
    await writeOne(store, 'subscriber-a', { secret: 1 });
    const end = await store.end(['subscriber-']);
    await writeOne(store, 'subscriber-b', { secret: 2 });
    await store.truncateBefore('subscriber-b', 1);
    const streams: string[] = [];
    for await (const { stream } of store.readAll({ prefixes: ['subscriber-'] })) {
      streams.push(stream);
    }
    expect(streams).to.deep.equal(['subscriber-a']);
    expect(await store.end(['subscriber-'])).to.equal(end);
    await store.close();
  });

  it('is said to be left behind while another process reads the file', async () => {
    const path = join(folder.path, 'read.db');
    const store = new SqliteEventStore({ path });
    await writeOne(store, 'subscriber-a', { secret: secretOf(0) });
    const backup = new Database(path);
    backup.exec('BEGIN');
    backup.prepare('SELECT count(*) FROM events').all();
    const error: unknown = await store.truncateBefore('subscriber-a', 1).catch((e: unknown) => e);
    expect(isAppError(error, 'store_unavailable'), String(error)).to.equal(true);
    backup.exec('COMMIT');
    backup.close();
    await store.truncateBefore('subscriber-a', 1);
    expect(secretsIn(folder.path).has(secretOf(0))).to.equal(false);
    await store.close();
  });
});
