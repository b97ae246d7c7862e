import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppendOutcome } from '../../../../src/application/ports/event-store.js';
import { openDatabase } from '../../../../src/infrastructure/event-store/sqlite/database.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { classifyWriteFailure } from '../../../../src/infrastructure/event-store/sqlite/sqlite-errors.js';
import { newEvent, temporaryFolder } from './support.js';

const big = 'x'.repeat(100 * 1024);

const appendBig = (store: SqliteEventStore, stream: string): Promise<AppendOutcome> =>
  store.append({ stream, expected: 'no_stream', events: [newEvent({ big })] });

/** Appends until one is refused; how many were written before. */
const fill = async (store: SqliteEventStore, prefix: string): Promise<number> => {
  for (let n = 0; n < 1000; n += 1) {
    const outcome = await appendBig(store, `${prefix}${n}`);
    if (outcome.outcome === 'appended') continue;
    expect(outcome).to.include({ outcome: 'refused', reason: 'full' });
    return n;
  }
  throw new Error('never full');
};

const countOf = async (store: SqliteEventStore): Promise<number> => {
  let count = 0;
  for await (const _ of store.readAll({ prefixes: [''] })) count += 1;
  return count;
};

/** A small file system of our own; where that is not allowed, the test is skipped. */
const smallDisk = (path: string): (() => void) | null => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'ignore' });
    return () => execFileSync('umount', ['-l', path]);
  } catch {
    return null;
  }
};

describe('a SQLite event store without room', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('refuses what does not fit, keeps what it has, and goes on with more room', async () => {
    const path = join(folder.path, 'limited.db');
    const small = new SqliteEventStore({ path, maxPages: 200 });
    const written = await fill(small, 'hall-');
    expect(written).to.be.greaterThan(3);
    // Alone it fits: what shared its commit with something too big is tried by itself.
    const [large, little] = await Promise.all([
      appendBig(small, 'hall-large'),
      small.append({ stream: 'hall-little', expected: 'no_stream', events: [newEvent()] }),
    ]);
    expect(large).to.include({ reason: 'full' });
    expect(little).to.include({ outcome: 'appended', revision: 0 });
    expect(await countOf(small)).to.equal(written + 1);
    await small.close();

    const roomy = new SqliteEventStore({ path, maxPages: 2000 });
    expect(await appendBig(roomy, 'hall-large')).to.include({ outcome: 'appended' });
    expect(await countOf(roomy)).to.equal(written + 2);
    await roomy.close();
  });

  it('is full with the disk, and recovers when there is room again', async function () {
    const disk = temporaryFolder();
    const unmount = smallDisk(disk.path);
    if (unmount === null) this.skip();
    const store = new SqliteEventStore({ path: join(disk.path, 'log.db') });
    try {
      const ballast = join(disk.path, 'ballast');
      writeFileSync(ballast, Buffer.alloc(600 * 1024));
      const written = await fill(store, 'hall-');
      expect(await countOf(store)).to.equal(written);
      rmSync(ballast);
      expect(await appendBig(store, 'hall-again')).to.include({ outcome: 'appended' });
      expect(await countOf(store)).to.equal(written + 1);
    } finally {
      await store.close();
      unmount();
      disk.remove();
    }
  });

  it('says which file it is when it cannot be opened', () => {
    const path = join(folder.path, 'a-file');
    writeFileSync(
      path,
      'this is no database, and it is longer than the header of one. '.repeat(20),
    );
    expect(() => new SqliteEventStore({ path })).to.throw(path);
    expect(() => new SqliteEventStore({ path: join(path, 'log.db') })).to.throw(path);
  });
});

describe('what a failed write to a SQLite event store means', () => {
  const failure = (code: string): Error => Object.assign(new Error(code), { code });

  it('is definite before the commit, and where the commit could not be written', () => {
    expect(classifyWriteFailure(failure('SQLITE_FULL'), 'write')).to.equal('full');
    expect(classifyWriteFailure(failure('SQLITE_FULL'), 'commit')).to.equal('full');
    expect(classifyWriteFailure(failure('SQLITE_IOERR_WRITE'), 'commit')).to.equal('full');
    expect(classifyWriteFailure(failure('SQLITE_READONLY_DBMOVED'), 'write')).to.equal('read_only');
    expect(classifyWriteFailure(failure('SQLITE_READONLY'), 'commit')).to.equal('read_only');
    expect(classifyWriteFailure(failure('SQLITE_BUSY'), 'write')).to.equal('unavailable');
    expect(classifyWriteFailure(failure('SQLITE_BUSY'), 'commit')).to.equal('unavailable');
    expect(classifyWriteFailure(failure('SQLITE_IOERR_READ'), 'write')).to.equal('unavailable');
  });

  it('knows the error of a file that may only be read', () => {
    const db = openDatabase(':memory:');
    db.exec('PRAGMA query_only = ON');
    try {
      db.exec("INSERT INTO categories (name) VALUES ('hall')");
      expect.fail('was written');
    } catch (error) {
      expect(classifyWriteFailure(error, 'write')).to.equal('read_only');
    }
    db.close();
  });

  it('is unknown where the commit could not be synced: a power cut could bring it back', () => {
    expect(classifyWriteFailure(failure('SQLITE_IOERR_FSYNC'), 'commit')).to.equal('unknown');
    expect(classifyWriteFailure(new Error('something else'), 'commit')).to.equal('unknown');
  });
});
