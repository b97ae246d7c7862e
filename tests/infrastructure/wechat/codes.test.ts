import { expect } from 'chai';
import fc from 'fast-check';
import { hallId, queueId, ticketId } from '../../../src/domain/ids.js';
import { isScene } from '../../../src/infrastructure/wechat/code-checks.js';
import { KeyRing } from '../../../src/infrastructure/secrets/key-ring.js';
import { createWeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { appId, secret, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, onePixel, paths, tokenAnswer } from './scripted-wechat.js';

const unlimited = '/wxa/getwxacodeunlimit';
const square = '/cgi-bin/wxaapp/createwxaqrcode';
const request = { scene: 'q.a', page: 'pages/index/index' };
const drawn = { binary: 'a picture' };

describe('codes from WeChat', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const asked = (path: string): unknown => JSON.parse(rig.wechat.seenAt(path).at(-1)?.body ?? '{}');

  it('are pictures by their bytes, whatever the content type says', async () => {
    rig.wechat.script(unlimited, { ...drawn, headers: { 'content-type': 'text/plain' } });
    const outcome = await rig.client.codes.unlimited(request);
    if (outcome.outcome !== 'ok') expect.fail(outcome.reason);
    expect(Buffer.from(outcome.value.bytes).equals(onePixel)).to.equal(true);
    expect(outcome.value.contentType).to.equal('image/png');
  });

  it('are refused by JSON that is labelled as a picture', async () => {
    const headers = { 'content-type': 'image/jpeg' };
    rig.wechat.script(unlimited, { ...errorAnswer(41030, 'invalid page rid: 1-2-3'), headers });
    expect(await rig.client.codes.unlimited(request)).to.deep.equal({
      outcome: 'refused',
      errcode: 41030,
      reason: 'invalid page rid: 1-2-3',
    });
  });

  it('are in doubt when a gateway answers, with a picture or with a page', async () => {
    for (const answer of [{ ...drawn, httpStatus: 502 }, { rawBody: '<html>' }, { rawBody: '' }]) {
      rig.wechat.script(unlimited, answer);
      expect((await rig.client.codes.unlimited(request)).outcome).to.equal('unknown');
    }
  });

  it('are asked for once more, with the same body, when the token was dead', async () => {
    rig.wechat.script(
      paths.token,
      tokenAnswer('first-token-0001'),
      tokenAnswer('other-token-0002'),
    );
    rig.wechat.script(unlimited, errorAnswer(42001), drawn);
    expect((await rig.client.codes.unlimited(request)).outcome).to.equal('ok');
    const [first, second, ...more] = rig.wechat.seenAt(unlimited);
    expect(more).to.deep.equal([]);
    expect(second?.body).to.equal(first?.body);
    expect(second?.query['access_token']).to.equal('other-token-0002');
  });

  it('are checked to be pages only where a published page can be meant', async () => {
    rig.wechat.script(unlimited, drawn);
    await rig.client.codes.unlimited({ ...request, width: 280 });
    const more = { check_path: true, env_version: 'release' };
    expect(asked(unlimited)).to.deep.equal({ ...request, ...more, width: 280 });
  });

  it('open another version unchecked, where messages do', async () => {
    rig.wechat.script(unlimited, drawn);
    rig.wechat.script('/wxa/getwxacode', drawn);
    const { clock } = rig;
    const base = { appId, secret, clock, baseUrl: rig.wechat.url };
    const client = createWeChatClient({ ...base, envVersion: 'trial' });
    await client.codes.unlimited(request);
    await client.codes.limited({ api: 'getwxacode', path: 'pages/index/index' });
    client.close();
    expect(asked(unlimited)).to.include({ check_path: false, env_version: 'trial' });
    expect(asked('/wxa/getwxacode')).to.include({ env_version: 'trial' });
  });

  it('of the lifetime quota say how many are used up, where WeChat does', async () => {
    rig.wechat.script(square, { ...drawn, headers: { 'Num-Used': '17' } }, drawn);
    const wish = { api: 'createwxaqrcode', path: 'pages/index/index?a=1' } as const;
    const used = async () => {
      const outcome = await rig.client.codes.limited(wish);
      return outcome.outcome === 'ok' ? outcome.value.numUsed : outcome;
    };
    expect([await used(), await used()]).to.deep.equal([17, null]);
    expect(asked(square)).to.deep.equal({ path: wish.path });
  });

  it('are not asked for where WeChat would refuse', async () => {
    const { codes } = rig.client;
    const wrong = [
      ...['', 'x'.repeat(33), '大厅', 'a b', 'a%20', 'a"'].map((scene) =>
        codes.unlimited({ ...request, scene }),
      ),
      ...['', '/pages/index/index', 'pages/index/index?a=1'].map((page) =>
        codes.unlimited({ ...request, page }),
      ),
      ...[279, 1281, 300.5].map((width) => codes.unlimited({ ...request, width })),
      codes.limited({ api: 'createwxaqrcode', path: 'p'.repeat(129) }),
      codes.limited({ api: 'getwxacode', path: 'p'.repeat(1025) }),
      codes.limited({ api: 'getwxacode', path: '' }),
      codes.limited({ api: 'getwxacode', path: '/pages/index/index' }),
    ];
    for (const outcome of await Promise.all(wrong))
      expect(outcome).to.include({ outcome: 'refused', errcode: null });
    expect(rig.wechat.seen).to.deep.equal([]);
  });
});

describe('the scenes that we use', () => {
  const keys = new KeyRing('ab'.repeat(32), 'wx1');
  const others = new KeyRing('cd'.repeat(32), 'wx1');
  const chosen = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

  it('are scenes, for every ticket and every queue', () => {
    fc.assert(
      fc.property(fc.uuid(), chosen, chosen, (ticket, hall, queue) => {
        expect(isScene(keys.bindCodeOf(ticketId(ticket)))).to.equal(true);
        expect(isScene(keys.posterCodeOf(hallId(hall), queueId(queue)))).to.equal(true);
      }),
    );
  });

  it('tell queues, halls and master keys apart, and a poster from a ticket', () => {
    fc.assert(
      fc.property(chosen, chosen, (one, other) => {
        const code = keys.posterCodeOf(hallId(one), queueId(other));
        expect(keys.posterCodeOf(hallId(one), queueId(other))).to.equal(code);
        expect(others.posterCodeOf(hallId(one), queueId(other))).not.to.equal(code);
        expect(keys.ticketOfBindCode(code)).to.equal(null);
        const swapped = keys.posterCodeOf(hallId(other), queueId(one));
        expect(swapped === code).to.equal(one === other);
      }),
    );
  });
});
