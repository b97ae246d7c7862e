import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { messageTo, startSimulator, type SimulatorRig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const alice = openIdOf('alice');

describe('the phones’ pages', () => {
  let rig: SimulatorRig;
  beforeEach(async () => (rig = await startSimulator()));
  afterEach(() => rig.close());

  const get = (path: string): Promise<Response> => fetch(`${rig.simulator.url}${path}`);

  it('run scripts of ours and no others', async () => {
    for (const path of ['/', '/phone/alice']) {
      const reply = await get(path);
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(reply.headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(policy).to.include("default-src 'none'").and.to.include("script-src 'self';");
      expect(await reply.text()).to.not.match(/<script(?![^>]*src=)|\son\w+=|<style/);
    }
  });

  it('take a name for text, whatever it is', async () => {
    const text = await (await get(`/phone/${encodeURIComponent('"><img src=x>')}`)).text();
    expect(text).to.include('data-user="&quot;&gt;&lt;img src=x&gt;"');
    expect(text).to.not.include('<img');
  });

  it('come with scripts and a style of the right type', async () => {
    for (const [path, type] of [
      ['phone.js', 'text/javascript; charset=utf-8'],
      ['wx/request.js', 'text/javascript; charset=utf-8'],
      ['phone.css', 'text/css; charset=utf-8'],
    ] as const) {
      const reply = await get(`/assets/phone/${path}`);
      expect(`${path} ${reply.status} ${reply.headers.get('content-type') ?? ''}`).to.equal(
        `${path} 200 ${type}`,
      );
    }
    expect((await get('/assets/phone/../simulator.js')).status).to.equal(404);
    expect((await get('/assets/phone/%2e%2e/simulator.js')).status).to.not.equal(200);
  });

  it('know the account’s templates by their titles and labels', async () => {
    const { json } = await rig.call('GET', '/simulator/templates');
    const titles = (json['items'] as { priTmplId: string; title: string }[]).map(
      ({ priTmplId, title }) => [priTmplId, title],
    );
    expect(Object.fromEntries(titles)).to.include({ [jh]: '叫号提醒', [pd]: '排队成功通知' });
  });

  describe('hear of changes', () => {
    /** The next event of a stream. */
    const next = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> =>
      new TextDecoder().decode((await reader.read()).value);

    it('at once, and when a message has come', async () => {
      const token = await rig.token();
      const reader = (await get('/simulator/changes')).body?.getReader();
      if (reader === undefined) throw new Error('no stream');
      expect(await next(reader)).to.include('event: change');
      rig.simulator.accept('alice', [jh]);
      const heard = next(reader);
      await rig.send(messageTo(alice), token);
      expect(await heard).to.equal('event: change\ndata: {}\n\n');
      await reader.cancel();
    });

    it('but not of somebody’s looking', async () => {
      const reader = (await get('/simulator/changes')).body?.getReader();
      if (reader === undefined) throw new Error('no stream');
      await next(reader);
      const heard = next(reader);
      await get('/messages?user=alice');
      await get('/simulator/phones');
      const silence = new Promise((resolve) => setTimeout(() => resolve('silence'), 200));
      expect(await Promise.race([heard, silence])).to.equal('silence');
      await reader.cancel();
    });
  });
});

describe('what a person sets for their messages', () => {
  let rig: SimulatorRig;
  beforeEach(async () => (rig = await startSimulator()));
  afterEach(() => rig.close());

  const path = '/simulator/phones/alice';
  const tap = async (body: object) => (await rig.call('POST', `${path}/subscribe`, body)).json;
  const settings = async () => (await rig.call('GET', `${path}/settings`)).json;

  it('is nothing at first', async () => {
    expect(await settings()).to.deep.equal({ mainSwitch: true, itemSettings: {} });
  });

  it('keeps the answers of a popup that said so, and gives them again without one', async () => {
    await tap({ tmplIds: [jh, pd], answer: { [jh]: 'accept', [pd]: 'reject' }, keep: true });
    expect((await settings())['itemSettings']).to.deep.equal({ [jh]: 'accept', [pd]: 'reject' });
    const again = await tap({ tmplIds: [jh, pd], answer: 'reject' });
    expect(again).to.include({ [jh]: 'accept', [pd]: 'reject' });
  });

  it('asks again once the answer is taken out', async () => {
    await tap({ tmplIds: [jh], keep: true });
    await rig.call('PUT', `${path}/settings`, { items: { [jh]: null } });
    expect(await tap({ tmplIds: [jh], answer: 'reject' })).to.include({ [jh]: 'reject' });
  });

  it('lets nothing through while the main switch is off', async () => {
    rig.simulator.accept('alice', [jh]);
    await rig.call('PUT', `${path}/settings`, { mainSwitch: false });
    expect((await rig.send(messageTo(alice))).json).to.include({ errcode: 43101 });
    expect(await tap({ tmplIds: [jh] })).to.deep.equal({
      errMsg: 'requestSubscribeMessage:fail The main switch is switched off',
      errCode: 20004,
    });
    await rig.call('PUT', `${path}/settings`, { mainSwitch: true });
    expect((await rig.send(messageTo(alice))).json).to.include({ errcode: 0 });
  });

  it('takes back what was accepted when it refuses', async () => {
    rig.simulator.accept('alice', [jh]);
    await rig.call('PUT', `${path}/settings`, { items: { [jh]: 'reject' } });
    expect((await rig.send(messageTo(alice))).json).to.include({ errcode: 43101 });
  });

  it('refuses what it does not know', async () => {
    const { status } = await rig.call('PUT', `${path}/settings`, { items: { [jh]: 'ban' } });
    expect(status).to.equal(400);
  });
});
