import { expect } from 'chai';
import { said } from './http.js';
import type { Page } from './json.js';
import { startTimedRig, type TimedRig } from './rig.js';

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
type Asked = Readonly<{
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}>;
type Refused = Readonly<{ error: string }>;

describe('a device without a token', () => {
  let rig: TimedRig;
  beforeEach(async () => {
    rig = await startTimedRig({ settings: { PUBLIC_URL: 'https://queue.test/' } });
  });
  afterEach(() => rig.close());

  const ask = async (client = 'kiosk'): Promise<Asked> =>
    rig.anyone.post<Asked>('/oauth/device_authorization', { client_id: client });
  const poll = (code: string) => {
    rig.clock.advance(5_000);
    const body = { grant_type: grantType, device_code: code };
    return rig.anyone.ask<Refused & { access_token: string; token_type: string }>(
      'POST',
      '/oauth/token',
      { body },
    );
  };
  const errorOf = async (code: string) => {
    const { status, body } = await poll(code);
    return `${status} ${body.error}`;
  };

  it('shows a code, is let in by an administrator, and takes its token once', async () => {
    const hall = await rig.hall();
    const asked = await ask();
    expect(asked.user_code).to.match(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(asked).to.include({
      verification_uri: 'https://queue.test/manage/devices',
      verification_uri_complete: `https://queue.test/manage/devices?code=${asked.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect(await errorOf(asked.device_code)).to.equal('400 authorization_pending');
    const path = `/api/v1/devices/${asked.user_code.toLowerCase()}`;
    expect(await rig.admin.get(path)).to.include({ clientId: 'kiosk' });
    expect(said(await rig.anyone.ask('GET', path))).to.equal('401 unauthenticated');
    const grant = { role: 'kiosk', hallId: hall.hallId, label: '一楼取号机' };
    const first = await rig.admin.ask('POST', `${path}/approve`, { body: grant });
    expect([first.status, first.text]).to.deep.equal([204, '']);
    const keyed = { body: grant, key: 'let-in-once' };
    const again = await rig.admin.ask('POST', `${path}/approve`, keyed);
    expect(said(again)).to.equal('409 device_ended');
    const given = await poll(asked.device_code);
    expect([given.status, given.body.token_type]).to.deep.equal([200, 'Bearer']);
    expect(await errorOf(asked.device_code)).to.equal('400 invalid_grant');
    const kiosk = rig.as(given.body.access_token);
    expect((await kiosk.ask('POST', `${hall.path}/queues/A/tickets`)).status).to.equal(201);
    const { items } = await rig.admin.get<Page<{ tokenId: string; label: string }>>(
      '/api/v1/tokens?limit=500',
    );
    const token = items.find(({ label }) => label === '一楼取号机');
    await rig.admin.ask('DELETE', `/api/v1/tokens/${token?.tokenId}`);
    const after = await kiosk.ask('POST', `${hall.path}/queues/A/tickets`);
    expect(said(after)).to.equal('401 unauthenticated');
  });

  it('is refused, or too late, or in too much of a hurry', async () => {
    const [one, two, three] = [await ask(), await ask('display'), await ask('counter')];
    await rig.admin.ask('POST', `/api/v1/devices/${one.user_code}/deny`);
    expect(await errorOf(one.device_code)).to.equal('400 access_denied');
    const body = { grant_type: grantType, device_code: two.device_code };
    await rig.anyone.ask('POST', '/oauth/token', { body });
    const hasty = await rig.anyone.ask<Refused>('POST', '/oauth/token', { body });
    expect([hasty.status, hasty.body.error]).to.deep.equal([400, 'slow_down']);
    rig.clock.advance(600_000);
    expect(await errorOf(three.device_code)).to.equal('400 expired_token');
    const gone = await rig.admin.ask('GET', `/api/v1/devices/${three.user_code}`);
    expect(said(gone)).to.equal('404 unknown_device');
  });

  it('is let in once by one key, however often that is sent', async () => {
    const { user_code: code } = await ask();
    const asked = { body: { role: 'auditor', label: '审计' }, key: 'let-in-once' };
    const path = `/api/v1/devices/${code}/approve`;
    expect((await rig.admin.ask('POST', path, asked)).status).to.equal(204);
    const again = await rig.admin.ask('POST', path, asked);
    expect([again.status, again.headers.get('idempotency-replayed')]).to.deep.equal([204, 'true']);
    const other = { ...asked, body: { role: 'admin', label: '审计' } };
    expect(said(await rig.admin.ask('POST', path, other))).to.equal('422 idempotency_key_reused');
    // Whoever lost the answer may ask after the code's time.
    rig.clock.advance(600_000);
    const late = await rig.admin.ask('POST', path, asked);
    expect([late.status, late.headers.get('idempotency-replayed')]).to.deep.equal([204, 'true']);
    const unkeyed = await rig.admin.ask('POST', path, { body: asked.body });
    expect(said(unkeyed)).to.equal('404 unknown_device');
  });

  it('is told in OAuth’s own words what is wrong, as a form too', async () => {
    const form = (path: string, text: string) =>
      rig.anyone.ask<Refused & Asked>('POST', path, {
        raw: text,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const asked = await form('/oauth/device_authorization', 'client_id=display');
    expect(asked.status).to.equal(200);
    const wrong = await form('/oauth/device_authorization', 'client_id=toaster');
    expect([wrong.status, wrong.body.error]).to.deep.equal([400, 'invalid_client']);
    const other = await form('/oauth/token', 'grant_type=password');
    expect([other.status, other.body.error]).to.deep.equal([400, 'unsupported_grant_type']);
    const grant = `grant_type=${encodeURIComponent(grantType)}`;
    const empty = await form('/oauth/token', grant);
    expect([empty.status, empty.body.error]).to.deep.equal([400, 'invalid_request']);
    const forged = await form('/oauth/token', `${grant}&device_code=${asked.body.user_code}.x`);
    expect([forged.status, forged.body.error]).to.deep.equal([400, 'invalid_grant']);
  });

  it('is one of thirty of its address, and its code is not to be guessed', async () => {
    for (let n = 0; n < 30; n += 1) await ask('display');
    const more = await rig.anyone.ask('POST', '/oauth/device_authorization', {
      body: { client_id: 'display' },
    });
    expect(said(more)).to.equal('429 rate_limited');
    for (let n = 0; n < 10; n += 1) await rig.admin.ask('GET', '/api/v1/devices/BBBB-BBBB');
    const wrong = await rig.admin.ask('GET', '/api/v1/devices/BBBB-BBBC');
    expect(said(wrong)).to.equal('429 rate_limited');
    expect(wrong.headers.get('retry-after')).to.match(/^\d+$/);
  });
});
