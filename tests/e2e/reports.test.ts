import { expect } from 'chai';
import { said } from './http.js';
import { startRig, type Rig } from './rig.js';

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

  it('are of 400 days at the most, forwards', async () => {
    const hall = await rig.hall();
    const ask = async (query: string) =>
      said(await rig.admin.ask('GET', `${hall.path}/reports?${query}`));
    expect(await ask('from=2026-01-02&to=2026-01-01')).to.equal('400 invalid_request');
    expect(await ask('from=2025-01-01&to=2026-02-05')).to.equal('400 invalid_request');
    expect(await ask('from=2026-01-01&to=2026-01-01&by=colour')).to.equal('400 invalid_request');
  });
});
