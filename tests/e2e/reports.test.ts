import { expect } from 'chai';
import { SqliteHistory } from '../../src/infrastructure/history/sqlite-history.js';
import { said } from './http.js';
import { startRig, startTimedRig, type Rig } from './rig.js';

describe('reports', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  it('tell of the day in progress, as JSON and as CSV, to those who may', async () => {
    const hall = await rig.hall();
    await hall.at('1', 'open');
    await hall.issueMany(2);
    await hall.at('1', 'call-next');
    await hall.at('1', 'complete');
    const { businessDay } = await hall.board();
    const path = `${hall.path}/reports?from=${businessDay}&to=${businessDay}&by=queue`;
    const { items } = await rig.admin.get<{ items: { key: string }[] }>(path);
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ key: 'A', issued: 2, called: 1, completed: 1 });
    const terminal = await hall.token('terminal');
    expect((await terminal.ask('GET', path)).status).to.equal(200);
    const kiosk = await hall.token('kiosk');
    expect(said(await kiosk.ask('GET', path))).to.equal('403 forbidden');
    const csv = await rig.admin.ask<string>('GET', path.replace('/reports?', '/reports.csv?'));
    expect(csv.status).to.equal(200);
    expect(csv.headers.get('content-type')).to.contain('text/csv');
  });

  it('of days that are over say the same from what is kept, and from the log when that is gone', async () => {
    const timed = await startTimedRig();
    try {
      const hall = await timed.hall();
      await hall.at('1', 'open');
      await hall.issueMany(3);
      await hall.at('1', 'call-next');
      await hall.at('1', 'no-show');
      const { businessDay } = await hall.board();
      timed.clock.advance(3 * 24 * 3_600_000);
      const path = `${hall.path}/reports?from=${businessDay}&to=${businessDay}&by=hour`;
      const first = await timed.admin.get<{ items: object[] }>(path);
      expect(first.items).to.have.length(1);
      const { db } = timed.service.container.get(SqliteHistory);
      const kept = db.prepare('SELECT count(*) AS days FROM report_days').all();
      expect(kept).to.deep.equal([{ days: 1 }]);
      expect(await timed.admin.get(path)).to.deep.equal(first);
      db.exec('DELETE FROM report_days');
      expect(await timed.admin.get(path)).to.deep.equal(first);
    } finally {
      await timed.close();
    }
  });

  it('are of 400 days at the most, forwards', async () => {
    const hall = await rig.hall();
    const ask = async (query: string) =>
      said(await rig.admin.ask('GET', `${hall.path}/reports?${query}`));
    expect(await ask('from=2026-01-02&to=2026-01-01')).to.equal('400 invalid_request');
    expect(await ask('from=2025-01-01&to=2026-02-05')).to.equal('400 invalid_request');
    expect(await ask('from=2026-01-01&to=2026-01-01&by=colour')).to.equal('400 invalid_request');
  });
});
