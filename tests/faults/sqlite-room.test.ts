import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, eventually } from './lab/bench.js';
import { isReady, post, type Probed } from './lab/probe.js';

const hasTools = ((): boolean => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: SQLite without room; it needs bash and prlimit (util-linux)');
    return false;
  }
})();

const nobody = 65_534;
/** No file may grow beyond so many KiB: what a full disk looks like to one process. */
const roomKiB = 2_048;

describe('a service on SQLite whose disk is full', function () {
  this.timeout(180_000);
  let bench: Bench;

  before(async function () {
    if (!hasTools) this.skip();
    const limit = `ulimit -S -f ${roomKiB}; exec "$@"`;
    bench = await Bench.open({ process: { through: ['bash', '-c', limit, 'limited'] } });
  });
  after(() => bench?.close());

  const issue = (key?: string): Promise<Probed> =>
    post(bench.instance.url, `/api/v1/halls/${bench.hallId}/queues/A/tickets`, key);

  it('says so, is not ready, keeps what it has, and goes on when there is room', async () => {
    const { url, pid } = bench.instance;
    let accepted = 0;
    let answer = await issue();
    for (; answer.status === 201 && accepted < 5_000; answer = await issue()) accepted += 1;
    expect(answer).to.include({ status: 503, code: 'store_unavailable' });
    expect(Number(answer.retryAfter)).to.be.greaterThan(0);
    expect(await isReady(url), 'ready').to.equal(false);
    expect(await eventually(async () => (await bench.records.states()).size === accepted)).to.equal(
      true,
    );
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']);
    expect(await eventually(async () => (await issue(answer.key)).status === 201)).to.equal(true);
    expect(await eventually(() => isReady(url))).to.equal(true);
    expect(
      await eventually(async () => (await bench.records.states()).size === accepted + 1),
    ).to.equal(true);
    await bench.message(await bench.visitor('B'), ['sent']);
  });
});

/** Gives a folder and what is in it to a user. */
const give = (path: string, uid: number): void => {
  chownSync(path, uid, uid);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) give(join(path, entry.name), uid);
    else chownSync(join(path, entry.name), uid, uid);
};

describe('a service on SQLite whose file may only be read', function () {
  this.timeout(120_000);

  it('does not start, and says which file it is', async () => {
    const isRoot = process.getuid?.() === 0;
    // Root may write everything: the service has to be somebody else.
    const bench = await Bench.create(isRoot ? { process: { uid: nobody } } : {});
    const dataDir = join(bench.folder, 'data-0');
    try {
      mkdirSync(dataDir);
      if (isRoot) give(bench.folder, nobody);
      await bench.instance.start();
      await bench.instance.stop();
      const file = join(dataDir, 'events.db');
      chmodSync(file, 0o444);
      chmodSync(dataDir, 0o555);
      const exit = await bench.instance.launch();
      expect(exit.code).to.equal(1);
      expect(bench.instance.child.output).to.include(file);
      chmodSync(dataDir, 0o755);
      chmodSync(file, 0o644);
      await bench.instance.start();
    } finally {
      await bench.close();
    }
  });
});
