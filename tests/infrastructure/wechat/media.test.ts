import { expect } from 'chai';
import fc from 'fast-check';
import { openIdOf } from '../../../simulator/simulator.js';
import { createWeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import type { WeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { startSimulator } from '../../simulator/rig.js';
import type { SimulatorRig } from '../../simulator/rig.js';
import { appId, handClock, secret, startRig } from './rig.js';
import { errorAnswer, onePixel, paths, tokenAnswer } from './scripted-wechat.js';

const upload = '/cgi-bin/media/upload';
const picture = { bytes: onePixel, contentType: 'image/png' };

describe('pictures and chats through the adapter', () => {
  let simulator: SimulatorRig;
  let client: WeChatClient;
  beforeEach(async () => {
    simulator = await startSimulator();
    const baseUrl = simulator.simulator.url;
    client = createWeChatClient({ appId, secret, clock: handClock(), baseUrl });
  });
  afterEach(async () => {
    client.close();
    await simulator.close();
  });

  const uploaded = async (bytes: Uint8Array): Promise<string> => {
    const outcome = await client.media.uploadImage({ bytes, contentType: 'image/png' });
    return outcome.outcome === 'ok' ? outcome.value.mediaId : expect.fail(outcome.reason);
  };

  it('arrive byte by byte', async () => {
    const start = Buffer.from('89504e470d0a1a0a', 'hex');
    const contents = fc.uint8Array({ minLength: 0, maxLength: 4096, size: 'max' });
    await fc.assert(
      fc.asyncProperty(contents, async (rest) => {
        const bytes = Buffer.concat([start, rest, Buffer.from('\r\n--')]);
        const mediaId = await uploaded(bytes);
        const response = await fetch(`${simulator.simulator.url}/simulator/media/${mediaId}`);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).to.equal(true);
      }),
      { numRuns: 20 },
    );
  });

  it('arrive letter by letter, also those that Latin-1 lacks', async () => {
    simulator.simulator.chatOpened('anna', 'message');
    const text = '快到您了 👩‍⚕️ \u2028 "q" \\ <b>';
    expect(await client.customerService.sendText(openIdOf('anna'), text)).to.deep.equal({
      outcome: 'ok',
      value: null,
    });
    const mediaId = await uploaded(onePixel);
    const card = { title: '二维码', pagePath: 'pages/index/index?a=1', thumbMediaId: mediaId };
    await client.customerService.sendImage(openIdOf('anna'), mediaId);
    await client.customerService.sendPageCard(openIdOf('anna'), card);
    const { json } = await simulator.call('GET', '/simulator/chats?user=anna');
    expect(json['items']).to.have.length(3);
    const [first, second, third] = json['items'] as Record<string, unknown>[];
    expect(first).to.include({ type: 'text', text, user: 'anna' });
    expect(second).to.include({ type: 'image', mediaId });
    expect(third?.['page']).to.deep.equal(card);
  });

  it('are refused before the call where WeChat would refuse them', async () => {
    const big = Buffer.concat([onePixel, Buffer.alloc(2 * 1024 * 1024)]);
    for (const bytes of [Buffer.from('<svg/>'), new Uint8Array(), big])
      expect(await client.media.uploadImage({ bytes, contentType: 'image/png' })).to.include({
        outcome: 'refused',
        errcode: null,
      });
    for (const text of ['', '字'.repeat(683)])
      expect(await client.customerService.sendText(openIdOf('anna'), text)).to.include({
        outcome: 'refused',
        errcode: null,
      });
    const { json } = await simulator.call('GET', '/simulator/requests');
    expect(json).to.include({ media_upload: 0, kefu_send: 0 });
  });
});

describe('an upload', () => {
  it('is sent whole again when the token was dead', async () => {
    const rig = await startRig();
    rig.wechat.script(
      paths.token,
      tokenAnswer('first-token-0001'),
      tokenAnswer('other-token-0002'),
    );
    const answer = { rawBody: '{"type":"image","media_id":"M","created_at":1}' };
    rig.wechat.script(upload, errorAnswer(40001), answer);
    expect(await rig.client.media.uploadImage(picture)).to.deep.equal({
      outcome: 'ok',
      value: { mediaId: 'M' },
    });
    const bodies = rig.wechat.seenAt(upload).map(({ body }) => body);
    const parts = bodies.map((body) => body.split('\r\n').slice(1, 4));
    expect(parts[0]).to.deep.equal([
      'Content-Disposition: form-data; name="media"; filename="picture.png"',
      'Content-Type: image/png',
      '',
    ]);
    expect(parts[1]).to.deep.equal(parts[0]);
    expect(bodies.map((body) => body.length)).to.deep.equal([bodies[0]?.length, bodies[0]?.length]);
    expect(rig.wechat.seenAt(upload)[1]?.query).to.deep.equal({
      access_token: 'other-token-0002',
      type: 'image',
    });
    await rig.close();
  });

  it('is in doubt when its answer is lost or says nothing', async () => {
    const rig = await startRig({ timeoutMs: 200 });
    const answers = [
      { fault: 'ECONNRESET-after-write' as const },
      { fault: 'socket-timeout-after-write' as const },
      { rawBody: '{"errcode":0,"errmsg":"ok"}' },
    ];
    for (const answer of answers) {
      rig.wechat.script(upload, answer);
      expect((await rig.client.media.uploadImage(picture)).outcome).to.equal('unknown');
    }
    await rig.close();
  });
});
