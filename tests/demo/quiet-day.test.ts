import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { playQuietDay } from '../../demo/quiet/day.js';
import { createRandom } from '../../demo/random.js';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { demoOf } from '../../src/composition/demo.js';
import { eventually } from '../e2e/http.js';
import { adminToken, startRig, type Rig } from '../e2e/rig.js';

type Board = Readonly<{
  queues: readonly Readonly<{ waiting: number }>[];
  windows: readonly Readonly<{ windowId: string; state: string; ticket: object | null }>[];
  recentCalls: readonly Readonly<{ callId: string; windowId: string }>[];
}>;
type Asked = Readonly<{ device_code: string; interval: number }>;
type Session = Readonly<{ role: string; hallId: string | null }>;
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

describe('a quiet day of the demo', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('has visitors come, and all windows but the first call them, until it is stopped', async () => {
    const { hallId, path } = await rig.hall();
    const abort = new AbortController();
    const warnings: string[] = [];
    const played = playQuietDay({
      url: rig.url,
      adminToken,
      simulatorUrl: rig.service.simulatorUrl,
      hallId,
      random: createRandom(7),
      // A day in a moment: a second of it is five thousandths of ours.
      sleep: (ms, signal) => sleep(ms / 200, undefined, { signal }),
      signal: abort.signal,
      warn: (text) => warnings.push(text),
    });
    const board = () => rig.anyone.get<Board>(`${path}/board`);
    const seen = new Set<string>();
    const calls = await eventually('a dozen calls', async () => {
      const { recentCalls } = await board();
      for (const { callId } of recentCalls) seen.add(callId);
      return seen.size >= 12 ? recentCalls : undefined;
    });
    expect(new Set(calls.map(({ windowId }) => windowId))).to.not.include('1');
    expect((await board()).windows.map(({ state }) => state)).to.deep.equal(Array(3).fill('open'));
    const told = await rig.received();
    expect(told.length).to.be.greaterThan(0);
    abort.abort();
    await played;
    expect(warnings).to.deep.equal([]);
    const { items } = await rig.admin.get<{ items: { label: string }[] }>(
      '/api/v1/tokens?limit=500',
    );
    const before = (await board()).recentCalls[0]?.callId;
    await sleep(100);
    expect((await board()).recentCalls[0]?.callId).to.equal(before);
    expect(items.filter(({ label }) => label.startsWith('demo visitors'))).to.deep.equal([]);
  });
});

describe('the service with DEMO=on', () => {
  let rig: Rig;
  before(async () => (rig = await startRig({ settings: { DEMO: 'on' } })));
  after(() => rig.close());

  it('says so, has windows open, and visitors waiting in its hall', async () => {
    expect(await rig.anyone.get('/api/v1/start')).to.deep.include({
      demo: true,
      letsDevicesIn: true,
      simulatorUrl: rig.service.simulatorUrl,
    });
    await eventually('visitors', async () => {
      const { queues, windows } = await rig.anyone.get<Board>('/api/v1/halls/demo/board');
      const isOpen = windows.every(({ state }) => state === 'open');
      return isOpen && queues.some(({ waiting }) => waiting > 0) ? true : undefined;
    });
  });

  it('lets a page of this machine in by itself, for its hall alone', async () => {
    const body = { client_id: 'manager' };
    const asked = await rig.anyone.post<Asked>('/oauth/device_authorization', body);
    expect(asked.interval).to.equal(1);
    const { access_token } = await rig.anyone.post<{ access_token: string }>('/oauth/token', {
      grant_type: grantType,
      device_code: asked.device_code,
    });
    const session = await rig.as(access_token).get<Session>('/api/v1/session');
    expect(session).to.include({ role: 'admin', hallId: 'demo' });
  });
});

describe('pages are let in by themselves', () => {
  const asked = (env: Record<string, string>) => demoOf(readSettings(env));

  it('only with DEMO=on, on an address of this machine alone, behind no proxy', () => {
    expect(asked({})).to.equal('off');
    expect(asked({ DEMO: 'on' })).to.equal('visitors and devices');
    expect(asked({ DEMO: 'on', HOST: '::1' })).to.equal('visitors and devices');
    for (const more of [
      { HOST: '0.0.0.0' },
      { HOST: '192.0.2.7' },
      { PUBLIC_URL: 'https://queue.example' },
      { TRUST_PROXY: '1' },
    ])
      expect(asked({ DEMO: 'on', ...more }), JSON.stringify(more)).to.equal('visitors');
  });

  it('and not where there is no demo', async () => {
    const rig = await startRig();
    try {
      const body = { client_id: 'kiosk' };
      const asked = await rig.anyone.post<Asked>('/oauth/device_authorization', body);
      const token = { grant_type: grantType, device_code: asked.device_code };
      const answer = await rig.anyone.ask<{ error: string }>('POST', '/oauth/token', {
        body: token,
      });
      expect([asked.interval, answer.body.error]).to.deep.equal([5, 'authorization_pending']);
    } finally {
      await rig.close();
    }
  });
});
