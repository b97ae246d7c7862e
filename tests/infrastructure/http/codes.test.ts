import { expect } from 'chai';
import { onePicture, said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';

describe('codes over HTTP', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  it('are pictures, byte by byte, that nobody keeps', async () => {
    const { ticketId } = (await rig.as('kiosk').post(`${hall}/queues/A/tickets`)).data;
    const path = `${hall}/tickets/${ticketId}/code`;
    const { data, headers } = await rig.as('kiosk').get(path, { responseType: 'arraybuffer' });
    expect(Buffer.from(data).equals(onePicture.bytes)).to.equal(true);
    expect(headers['content-type']).to.equal('image/png');
    expect(headers['content-length']).to.equal(String(onePicture.bytes.length));
    expect(headers['cache-control']).to.equal('private, no-store');
    const head = await rig.as('kiosk').head(path);
    expect([head.status, head.data]).to.deep.equal([200, '']);
  });

  it('are not drawn for one caller as fast as WeChat’s quota could be used up', async () => {
    const { ticketId } = (await rig.as('kiosk').post(`${hall}/queues/A/tickets`)).data;
    const path = `${hall}/tickets/${ticketId}/code`;
    const answers = await Promise.all(Array.from({ length: 40 }, () => rig.as('kiosk').get(path)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).not.to.deep.equal([]);
    expect(refused[0]?.headers['retry-after']).to.equal('1');
    expect(answers.filter(({ status }) => status === 200)).not.to.deep.equal([]);
    expect((await rig.as('admin').get(path)).status).to.equal(200);
  });

  it('of a past day have ended, of nowhere are unknown', async () => {
    const ask = async (id: string) => said(await rig.as('admin').get(`${hall}/tickets/${id}/code`));
    expect(await ask('t-past')).to.deep.equal([409, 'ticket_ended']);
    expect(await ask('t-none')).to.deep.equal([404, 'unknown_ticket']);
  });

  it('are documented as pictures', async () => {
    const { data } = await rig.as(null).get('/openapi.json');
    const { responses } = data.paths['/api/v1/halls/{hallId}/tickets/{ticketId}/code'].get;
    expect(responses['200'].content['image/*'].schema).to.deep.equal({
      type: 'string',
      format: 'binary',
    });
  });

  it('that WeChat refuses are a 502, that it does not give now a 503', async () => {
    const refused = await rig.as('admin').get(`${hall}/queues/A/code`);
    expect(said(refused)).to.deep.equal([502, 'wechat_refused']);
    expect(refused.data.detail).to.equal('WeChat refused: 41030 invalid page');
    const wish = { api: 'getwxacode', path: 'pages/index/index' };
    const later = await rig.as('admin').post('/api/v1/wechat/limited-codes', wish);
    expect(said(later)).to.deep.equal([503, 'wechat_unavailable']);
    expect(later.headers['retry-after']).to.match(/^\d+$/);
  });

  it('mean what they are', async () => {
    const mean = async (code: string) =>
      (await rig.as('holder').get(`/api/v1/codes/${encodeURIComponent(code)}`)).data;
    expect(await mean('of:t-1')).to.deep.equal({ kind: 'ticket' });
    expect(await mean('q.A')).to.include({ kind: 'queue', hallId: 'demo', queueId: 'A' });
    expect(await mean('q.B')).to.include({ code: 'unknown_code' });
  });
});

describe('what an operator asks of WeChat', () => {
  it('is answered to an admin of all halls', async () => {
    const rig = await startRig();
    const path = '/api/v1/wechat/quota';
    expect((await rig.as('admin').get(path)).data).to.deep.equal({
      path: '/cgi-bin/message/subscribe/send',
      dailyLimit: 10,
      used: 3,
      remain: 7,
    });
    expect(said(await rig.as('auditor').get(path))).to.deep.equal([403, 'forbidden']);
    const wrong = await rig.as('admin').get(`${path}?path=nothing`);
    expect(said(wrong)).to.deep.equal([400, 'invalid_request']);
    const call = await rig.as('admin').get('/api/v1/wechat/calls/64229bc2-48d0e8b1-2008ed9b');
    expect(said(call)).to.deep.equal([503, 'wechat_unavailable']);
    const noRid = await rig.as('admin').get('/api/v1/wechat/calls/x');
    expect(said(noRid)).to.deep.equal([400, 'invalid_request']);
    await rig.close();
  });
});
