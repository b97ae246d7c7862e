import { expect } from 'chai';
import { queueDefaults } from '../../../src/domain/settings/defaults.js';
import { said, startRig, type Rig } from './rig.js';

describe('settings', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const put = (path: string, body: object) => rig.as('admin').put(`/api/v1/halls/${path}`, body);
  const paths = async (body: object): Promise<readonly string[]> => {
    const { status, data } = await put('h', { name: 'H', ...body });
    expect(status).to.equal(400);
    return data.errors.map((error: { path: string }) => error.path);
  };

  it('of a hall that are left out have their defaults', async () => {
    const made = await put('new', { name: '新大厅' });
    expect(made.status).to.equal(201);
    expect(made.data).to.deep.include({
      hallId: 'new',
      timeZone: 'Asia/Shanghai',
      busyWindow: 'complete',
      transferPlace: 'issued',
      holdersTakeNumbers: false,
      queues: [],
    });
    expect(made.data.messages['near-turn']).to.deep.equal({
      enabled: true,
      templateId: null,
      longTerm: false,
      page: 'pages/index/index?ticketId={ticketId}',
      ttlSeconds: 600,
      data: {
        thing1: '{service}',
        thing6: '{windows}',
        character_string2: '{number}',
        number3: '{ahead}',
        thing5: '快到您了,请关注窗口和叫号情况',
      },
    });
    expect(made.data.messages.queued.enabled).to.equal(false);
    expect((await put('new', { name: '新大厅' })).status).to.equal(200);
    expect((await rig.as('auditor').get('/api/v1/halls/new')).data).to.deep.equal(made.data);
  });

  it('are replaced as a whole by a PUT', async () => {
    await put('whole', {
      name: 'H',
      busyWindow: 'reject',
      messages: { queued: { enabled: false } },
    });
    expect((await put('whole', { name: 'H' })).data.busyWindow).to.equal('complete');
  });

  it('name a time zone that exists', async () => {
    expect(await paths({ timeZone: 'Mars/Olympus' })).to.deep.equal(['timeZone']);
    expect(await paths({ timeZone: 'local' })).to.deep.equal(['timeZone']);
  });

  it('hold texts that WeChat will take, whatever the placeholders stand for', async () => {
    const near = (data: object) => ({ messages: { 'near-turn': { enabled: true, data } } });
    const key = (name: string) => `messages.near-turn.data.${name}`;
    expect(await paths(near({ thing5: '{colour}' }))).to.deep.equal([key('thing5')]);
    expect(await paths(near({ thing5: '' }))).to.deep.equal([key('thing5')]);
    expect(await paths(near({ number3: '{number}' }))).to.deep.equal([key('number3')]);
    expect(await paths(near({ character_string2: '{service}' }))).to.deep.equal([
      key('character_string2'),
    ]);
    expect(await paths(near({ colour1: 'red' }))).to.deep.equal([key('colour1')]);
    expect(await paths(near({}))).to.deep.equal(['messages.near-turn.data']);
    const long = near({ thing5: '很长'.repeat(30) });
    expect((await put('long', { name: 'H', ...long })).status).to.equal(201);
  });

  it('switch a kind on only with a template and texts', async () => {
    expect(await paths({ messages: { missed: { enabled: true } } })).to.deep.equal([
      'messages.missed.data',
      'messages.missed.templateId',
    ]);
    const missed = { enabled: true, templateId: 't', data: { thing1: '{service}' } };
    expect((await put('missed', { name: 'H', messages: { missed } })).status).to.equal(201);
  });

  it('have ids of a certain form, and no fields that nobody knows', async () => {
    expect(said(await put('-x', { name: 'H' }))[0]).to.equal(400);
    expect(said(await put('a%20b', { name: 'H' }))[0]).to.equal(400);
    expect(await paths({ colour: 1, messages: { late: {} } })).to.have.members([
      'colour',
      'messages.late',
    ]);
    expect(await paths({ name: '   ' })).to.deep.equal(['name']);
  });

  it('of queues and windows answer as a GET does', async () => {
    const queue = await put('demo/queues/C', { name: '业务C', prefix: 'C' });
    expect([queue.status, queue.data]).to.deep.equal([
      201,
      {
        ...queueDefaults,
        queueId: 'C',
        name: '业务C',
        prefix: 'C',
        serviceName: '业务C',
        waiting: 0,
        paused: false,
        next: [],
        unserved: true,
      },
    ]);
    expect(said(await put('demo/queues/D', { name: 'D', prefix: 'abc' }))[0]).to.equal(400);
    const window = await put('demo/windows/4', { name: '4号窗口', queueIds: ['C'] });
    expect(window.data).to.deep.equal(
      (await rig.as('admin').get('/api/v1/halls/demo/windows/4')).data,
    );
    expect(said(await put('demo/windows/5', { name: '5', queueIds: ['A', 'A'] }))[0]).to.equal(400);
    expect(said(await rig.as('admin').delete('/api/v1/halls/demo/queues/A'))[1]).to.equal('in_use');
    expect((await rig.as('admin').delete('/api/v1/halls/demo/windows/4')).status).to.equal(204);
  });
});
