import { expect } from 'chai';
import type { Route } from '../../../src/infrastructure/http/route.js';
import { actors, said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';
const values: Readonly<Record<string, string>> = { hallId: 'demo', queueId: 'A', windowId: '1' };
const addressOf = ({ path }: Route): string =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? 'x');

describe('access', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const ask = (who: string | null, route: Route) =>
    rig.as(who).request({ method: route.method, url: addressOf(route), timeout: 2_000 });

  it('is refused without a token, or with one that is not known, everywhere but in public', async () => {
    for (const route of rig.routes.filter(({ access }) => access !== 'public')) {
      const without = await ask(null, route);
      expect(said(without), route.path).to.deep.equal([401, 'unauthenticated']);
      expect(without.headers['www-authenticate']).to.equal('Bearer realm="nearturn"');
      const unknown = await ask('nobody', route);
      expect(said(unknown), route.path).to.deep.equal([401, 'unauthenticated']);
      expect(unknown.headers['www-authenticate']).to.include('invalid_token');
    }
  });

  it('is refused to every role that a route does not name', async () => {
    const roles = { admin: 'admin', terminal: 'terminal', kiosk: 'kiosk', auditor: 'auditor' };
    for (const route of rig.routes) {
      if (route.access === 'public' || route.path.endsWith('/live')) continue;
      for (const [role, who] of Object.entries({ ...roles, holder: 'holder' })) {
        const [status, code] = said(await ask(who, route));
        const isNamed = route.access.some((allowed) => allowed === role);
        if (!isNamed)
          expect([status, code], `${role} ${route.path}`).to.deep.equal([403, 'forbidden']);
      }
    }
  });

  it('of an admin covers what terminals, kiosks and auditors may', () => {
    const others = ['terminal', 'kiosk', 'auditor'];
    for (const { access, path } of rig.routes)
      if (access !== 'public' && access.some((role) => others.includes(role)))
        expect(access, path).to.include('admin');
  });

  it('of a token is confined to its hall', async () => {
    expect(said(await rig.as('stranger').post(`${hall}/windows/1/open`))[0]).to.equal(403);
    const elsewhere = await rig.as('kiosk').post('/api/v1/halls/elsewhere/queues/A/tickets');
    expect(said(elsewhere)[0]).to.equal(403);
  });

  it('of a token is confined to its windows, also within a batch of reports', async () => {
    const window1 = rig.as('window1');
    expect(said(await window1.post(`${hall}/windows/1/open`))[0]).to.equal(200);
    expect(said(await window1.post(`${hall}/windows/2/open`))[0]).to.equal(403);
    const report = { type: 'WindowCalled', number: 'A001', occurredAt: '2025-03-01T01:00:00Z' };
    const { data } = await window1.post(`${hall}/call-events`, {
      events: [
        { id: 'e1', windowId: '1', ...report },
        { id: 'e2', windowId: '2', ...report },
      ],
    });
    expect(data.results[1]).to.deep.include({ id: 'e2', status: 'rejected' });
    expect(data.results[1].problem.code).to.equal('forbidden');
  });

  it('to what another window serves is refused to a terminal of some windows', async () => {
    await rig.as('kiosk').post(`${hall}/queues/A/tickets`);
    await rig.as('admin').post(`${hall}/windows/2/open`);
    const { data } = await rig.as('admin').post(`${hall}/windows/2/call-next`);
    const path = `${hall}/tickets/${data.ticket.ticketId}/return`;
    expect(said(await rig.as('window1').post(path))).to.deep.equal([403, 'forbidden']);
    expect(said(await rig.as('terminal').post(path))[0]).to.equal(200);
  });

  it('of an auditor of one hall shows that hall only', async () => {
    const list = '/api/v1/audit/messages';
    const confined = rig.as('hallAuditor');
    expect(said(await confined.get(list))[0]).to.equal(200);
    expect(said(await confined.get(`${list}?hallId=elsewhere`))[0]).to.equal(403);
    expect(said(await confined.get('/api/v1/audit/push-ledger'))[0]).to.equal(403);
    expect(said(await rig.as('auditor').get('/api/v1/audit/push-ledger'))[0]).to.equal(200);
    const replay = { hallId: 'elsewhere', businessDay: '2025-03-01' };
    expect(said(await confined.post('/api/v1/audit/replays', replay))[0]).to.equal(403);
  });

  it('is never given by a token in the address', async () => {
    const asked = await rig.as(null).get('/api/v1/halls?token=admin&access_token=admin');
    expect(said(asked)).to.deep.equal([401, 'unauthenticated']);
  });

  it('tokens are made for a hall and windows that exist', async () => {
    const make = (body: object, who = 'admin') => rig.as(who).post('/api/v1/tokens', body);
    const terminal = { role: 'terminal', label: 'counter 1' };
    const made = await make({ ...terminal, hallId: 'demo', windowIds: ['1'] });
    expect([made.status, made.data.token]).to.deep.equal([201, 'secret']);
    expect(said(await make(terminal))[0]).to.equal(400);
    expect(said(await make({ ...terminal, hallId: 'no' }))).to.deep.equal([404, 'unknown_hall']);
    const window = await make({ ...terminal, hallId: 'demo', windowIds: ['9'] });
    expect(said(window)).to.deep.equal([404, 'unknown_window']);
    expect(said(await make({ role: 'holder', label: 'x' }))[0]).to.equal(400);
    const kiosk = { role: 'kiosk', hallId: 'demo', label: 'k', windowIds: ['1'] };
    expect(said(await make(kiosk))[0]).to.equal(400);
    expect(actors.size).to.be.greaterThan(0);
  });
});
