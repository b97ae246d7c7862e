import { expect } from 'chai';
import { said, startRig, template, type Rig } from './rig.js';
import { demo, demoSettings } from './service-twins.js';

const hall = '/api/v1/halls/demo';

describe('a holder', () => {
  let rig: Rig;
  let ticketId: string;
  beforeEach(async () => {
    rig = await startRig();
    ticketId = (await rig.as('kiosk').post(`${hall}/queues/A/tickets`)).data.ticketId;
  });
  afterEach(() => rig.close());

  const bind = (who: string, code = `of:${ticketId}`) =>
    rig.as(who).post('/api/v1/tickets/bind', { bindCode: code });

  it('logs in with a code of wx.login', async () => {
    const login = (code: string) => rig.as(null).post('/api/v1/wechat/login', { code });
    expect((await login('good')).data).to.include({ token: 'holder', isNew: true });
    expect(said(await login('bad'))).to.deep.equal([401, 'wechat_code_invalid']);
  });

  it('binds a ticket by its code, first come', async () => {
    expect((await bind('holder')).data).to.include({ ticketId, ahead: 0, state: 'waiting' });
    expect((await bind('holder')).status).to.equal(200);
    expect(said(await bind('other'))).to.deep.equal([409, 'ticket_bound']);
    expect(said(await bind('other', 'made-up'))).to.deep.equal([404, 'unknown_bind_code']);
    expect(said(await bind('other', 'of:t-never'))).to.deep.equal([404, 'unknown_bind_code']);
    expect(said(await bind('other', 'of:t-past'))).to.deep.equal([409, 'ticket_ended']);
  });

  it('reads the own ticket, with messages and grants, and no other', async () => {
    expect(said(await rig.as('holder').get(`/api/v1/tickets/${ticketId}`))[0]).to.equal(403);
    await bind('holder');
    const { data } = await rig.as('holder').get(`/api/v1/tickets/${ticketId}`);
    expect(data.subscriptions).to.deep.equal([
      { kind: 'near-turn', templateId: template, remaining: 2 },
    ]);
    expect(data.messages).to.deep.equal([]);
    expect(said(await rig.as('other').get(`/api/v1/tickets/${ticketId}`))[0]).to.equal(403);
    expect(said(await rig.as('holder').get('/api/v1/tickets/t-never'))[0]).to.equal(404);
  });

  it('shares the ticket with the staff of the hall, but not what is personal', async () => {
    await bind('holder');
    for (const who of ['kiosk', 'terminal', 'admin'])
      expect((await rig.as(who).get(`/api/v1/tickets/${ticketId}`)).data).to.not.have.any.keys(
        'messages',
        'subscriptions',
      );
    expect(said(await rig.as('stranger').get(`/api/v1/tickets/${ticketId}`))[0]).to.equal(403);
  });

  it('reads a ticket of a past day as ended', async () => {
    const { data } = await rig.as('holder').get('/api/v1/tickets/t-past');
    expect(data).to.include({ state: 'expired', ahead: 0, estimatedWaitSeconds: null });
    const mine = await rig.as('holder').get('/api/v1/me/tickets');
    expect(mine.data.items[0]).to.include({ ticketId: 't-past', state: 'expired' });
    expect(mine.data.items[0]).to.not.have.property('subscriberId');
  });

  it('gives up and frees the own ticket only', async () => {
    await bind('holder');
    const cancel = (who: string, id = ticketId) => rig.as(who).post(`/api/v1/tickets/${id}/cancel`);
    expect(said(await cancel('other'))).to.deep.equal([403, 'forbidden']);
    expect(said(await rig.as('other').delete(`/api/v1/tickets/${ticketId}/binding`))[0]).to.equal(
      403,
    );
    expect((await cancel('holder')).data).to.include({ ticketId, state: 'cancelled' });
    expect(said(await cancel('holder'))).to.deep.equal([409, 'ticket_ended']);
    expect(said(await cancel('other', 't-past'))).to.deep.equal([403, 'forbidden']);
    expect(said(await cancel('holder', 't-past'))).to.deep.equal([409, 'ticket_ended']);
  });

  it('frees a ticket that somebody else then binds', async () => {
    await bind('holder');
    const freed = await rig.as('holder').delete(`/api/v1/tickets/${ticketId}/binding`);
    expect(freed.status).to.equal(204);
    expect((await bind('other')).status).to.equal(200);
  });

  it('reports grants of the templates that the hall uses', async () => {
    await bind('holder');
    const report = (results: object) =>
      rig.as('holder').post(`/api/v1/tickets/${ticketId}/subscriptions`, { results });
    const given = await report({ [template]: 'acceptWithAudio', errMsg: 'ok' });
    expect(given.data).to.deep.equal({ granted: [template], declined: [] });
    const unknown = await report({ 'no-such': 'accept' });
    expect(said(unknown)).to.deep.equal([400, 'unknown_template']);
    expect(unknown.data.errors[0].path).to.equal('results.no-such');
  });

  it('takes a number only where the hall lets holders, and a normal one', async () => {
    const take = (body: object = {}) => rig.as('holder').post(`${hall}/queues/A/tickets`, body);
    expect(said(await take())).to.deep.equal([403, 'forbidden']);
    await rig.close();
    rig = await startRig();
    rig.halls.settings.set(demo, { ...demoSettings(), holdersTakeNumbers: true });
    const taken = await take();
    expect(taken.status).to.equal(201);
    expect(said(await take({ priority: 'priority' }))).to.deep.equal([403, 'forbidden']);
    const own = await rig.as('holder').get(`/api/v1/tickets/${taken.data.ticketId}`);
    expect(own.status).to.equal(200);
  });

  it('is named by an openid only where the legacy endpoints are on', async () => {
    const body = { openId: 'o-1' };
    const refused = await rig.as('kiosk').post(`${hall}/queues/A/tickets`, body);
    expect(refused.data.errors[0]).to.deep.equal({ path: 'openId', message: 'unknown field' });
    await rig.close();
    rig = await startRig({ legacyEndpoints: true });
    expect((await rig.as('kiosk').post(`${hall}/queues/A/tickets`, body)).status).to.equal(201);
  });

  it('can be forgotten', async () => {
    expect((await rig.as('holder').delete('/api/v1/me')).status).to.equal(204);
    expect((await rig.as('admin').delete('/api/v1/subscribers/s-1')).status).to.equal(204);
  });
});
