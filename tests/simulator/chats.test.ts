import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openIdOf } from '../../simulator/simulator.js';
import type { SimulatorOptions } from '../../simulator/simulator.js';
import { startSimulator } from './rig.js';
import type { Json, SimulatorRig } from './rig.js';

const touser = openIdOf('anna');
const text = { touser, msgtype: 'text', text: { content: '您好' } };
const hourMs = 3_600_000;
const png = Buffer.from('89504e470d0a1a0a', 'hex');

const uploadTo = async (rig: SimulatorRig, bytes: Buffer, type = 'image'): Promise<Json> => {
  const form = new FormData();
  form.set('media', new Blob([bytes], { type: 'image/png' }), 'a.png');
  const url = `${rig.simulator.url}/cgi-bin/media/upload?type=${type}`;
  const token = await rig.token();
  const response = await fetch(`${url}&access_token=${token}`, { method: 'POST', body: form });
  return (await response.json()) as Json;
};

describe('simulated customer service', () => {
  let rig: SimulatorRig;
  const start = async (options: SimulatorOptions = {}) => (rig = await startSimulator(options));
  beforeEach(() => start());
  afterEach(() => rig.close());

  const say = async (message: object = text): Promise<unknown> => {
    const path = `/cgi-bin/message/custom/send?access_token=${await rig.token()}`;
    return (await rig.call('POST', path, message)).json['errcode'];
  };
  const sayTimes = async (times: number) => {
    const said: unknown[] = [];
    for (let time = 0; time < times; time += 1) said.push(await say());
    return said;
  };

  it('answers nobody who is unknown or silent', async () => {
    expect(await say()).to.equal(40003);
    rig.simulator.accept('anna', ['any']);
    expect(await say()).to.equal(45015);
  });

  it('answers a message five times within 48 hours, and anew after the next', async () => {
    rig.simulator.chatOpened('anna', 'message');
    rig.advance(48 * hourMs - 1000);
    expect(await sayTimes(6)).to.deep.equal([0, 0, 0, 0, 0, 45047]);
    rig.simulator.chatOpened('anna', 'message');
    expect(await say()).to.equal(0);
    rig.advance(48 * hourMs);
    expect(await say()).to.equal(45015);
  });

  it('answers whoever enters the chat twice within a minute', async () => {
    rig.simulator.chatOpened('anna', 'entering');
    expect(await sayTimes(3)).to.deep.equal([0, 0, 45047]);
    rig.advance(60_000);
    expect(await say()).to.equal(45015);
  });

  it('does so otherwise where it is told to', async () => {
    await rig.close();
    await start({ enterWindow: { messages: 1, ms: 5 } });
    rig.simulator.chatOpened('anna', 'entering');
    expect(await sayTimes(2)).to.deep.equal([0, 45047]);
  });

  it('sends texts, pictures and pages, and refuses what is none of them', async () => {
    rig.simulator.chatOpened('anna', 'message');
    const { media_id: mediaId } = await uploadTo(rig, png);
    const pageOf = (thumb_media_id: unknown) => ({
      touser,
      msgtype: 'miniprogrampage',
      miniprogrampage: { title: 't', appid: 'wx1', pagepath: 'pages/index/index', thumb_media_id },
    });
    const image = (media_id: unknown) => ({ touser, msgtype: 'image', image: { media_id } });
    expect(await say(image(mediaId))).to.equal(0);
    expect(await say(pageOf(mediaId))).to.equal(0);
    for (const wrong of [image('unknown'), pageOf('unknown')])
      expect(await say(wrong)).to.equal(40007);
    expect(await say({ ...text, text: { content: '' } })).to.equal(44004);
    expect(await say({ ...text, msgtype: 'dance' })).to.equal(40008);
    rig.advance(3 * 24 * hourMs);
    rig.simulator.chatOpened('anna', 'message');
    expect(await say(image(mediaId))).to.equal(40007);
  });

  it('is remembered over a restart, with what was sent and what may still be', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nearturn-simulator-'));
    const options = { stateFile: join(dir, 'state.jsonl') };
    await rig.close();
    await start(options);
    rig.simulator.chatOpened('anna', 'message');
    const { media_id: mediaId } = await uploadTo(rig, png);
    await sayTimes(3);
    await rig.close();
    await start(options);
    const image = { touser, msgtype: 'image', image: { media_id: mediaId } };
    expect([await say(image), await say(), await say()]).to.deep.equal([0, 0, 45047]);
    const { json } = await rig.call('GET', '/simulator/chats?user=anna');
    expect((json['items'] as Json[]).map((item) => item['type'])).to.deep.equal([
      'text',
      'text',
      'text',
      'image',
      'text',
    ]);
    expect((await rig.call('GET', '/simulator/chats?user=berta')).json['items']).to.have.length(0);
    rmSync(dir, { recursive: true });
  });
});

describe('simulated media', () => {
  it('are what was uploaded, for three days', async () => {
    const rig = await startSimulator();
    const { media_id: mediaId, type, created_at: at } = await uploadTo(rig, png);
    expect([type, at]).to.deep.equal(['image', 1_700_000_000]);
    const get = async () =>
      rig.call(
        'GET',
        `/cgi-bin/media/get?media_id=${String(mediaId)}&access_token=${await rig.token()}`,
      );
    expect((await get()).type).to.equal('image/png');
    rig.advance(3 * 24 * hourMs - 1000);
    expect((await get()).status).to.equal(200);
    expect((await get()).type).to.equal('image/png');
    rig.advance(1000);
    expect((await get()).json['errcode']).to.equal(40007);
    expect((await rig.call('GET', `/simulator/media/${String(mediaId)}`)).status).to.equal(404);
    await rig.close();
  });

  it('are refused when they are no pictures, no form, or too large', async () => {
    const rig = await startSimulator();
    expect((await uploadTo(rig, Buffer.from('text')))['errcode']).to.equal(40004);
    expect((await uploadTo(rig, png, 'dance'))['errcode']).to.equal(40004);
    const big = Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)]);
    expect((await uploadTo(rig, big))['errcode']).to.equal(40009);
    const path = `/cgi-bin/media/upload?type=image&access_token=${await rig.token()}`;
    expect((await rig.call('POST', path, 'no form')).json['errcode']).to.equal(41005);
    await rig.close();
  });
});
