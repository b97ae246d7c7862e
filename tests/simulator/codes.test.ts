import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { toBuffer } from 'qrcode';
import type { SimulatorOptions } from '../../simulator/simulator.js';
import { startSimulator } from './rig.js';
import type { SimulatorRig } from './rig.js';

type Drawn = Readonly<{ bytes: Buffer; type: string; numUsed: string | null; errcode: unknown }>;

const draw = async (rig: SimulatorRig, path: string, body: object): Promise<Drawn> => {
  const url = `${rig.simulator.url}${path}?access_token=${await rig.token()}`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  const { errcode = null } = type.startsWith('image/')
    ? {}
    : (JSON.parse(bytes.toString()) as { errcode?: unknown });
  return { bytes, type, errcode, numUsed: response.headers.get('num-used') };
};

const unlimited = '/wxa/getwxacodeunlimit';
const round = '/wxa/getwxacode';
const square = '/cgi-bin/wxaapp/createwxaqrcode';
const page = 'pages/index/index';

/** Width and height as a PNG's header says. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe('simulated codes', () => {
  let rig: SimulatorRig;
  const start = async (options: SimulatorOptions = {}) => (rig = await startSimulator(options));
  afterEach(() => rig.close());

  it('are pictures that hold the page and the scene, or the path', async () => {
    await start();
    const poster = await draw(rig, unlimited, { scene: 'q.a=1', page, width: 280 });
    expect(poster.type).to.equal('image/png');
    const options = { type: 'png', errorCorrectionLevel: 'M' } as const;
    const text = `nearturn-sim:${page}?scene=q.a%3D1`;
    expect(poster.bytes.equals(await toBuffer(text, { ...options, width: 280 }))).to.equal(true);
    const code = await draw(rig, square, { path: `${page}?a=1` });
    const wanted = await toBuffer(`nearturn-sim:${page}?a=1`, { ...options, width: 430 });
    expect(code.bytes.equals(wanted)).to.equal(true);
    for (const [width, { bytes }] of [[280, poster] as const, [430, code] as const])
      for (const side of sizeOf(bytes)) expect(side).to.be.closeTo(width, 2);
  });

  it('are listed, newest first', async () => {
    await start();
    await draw(rig, unlimited, { scene: 'one', page });
    rig.advance(1000);
    await draw(rig, round, { path: `${page}?a=1` });
    await draw(rig, unlimited, { scene: 'x'.repeat(33), page });
    const { json } = await rig.call('GET', '/simulator/codes');
    expect(json['items']).to.deep.equal([
      {
        api: 'getwxacode',
        page,
        scene: null,
        path: `${page}?a=1`,
        at: '2023-11-14T22:13:21.000Z',
      },
      { api: 'getwxacodeunlimit', page, scene: 'one', path: page, at: '2023-11-14T22:13:20.000Z' },
    ]);
  });

  it('are refused as WeChat refuses them', async () => {
    await start();
    const refusals: readonly (readonly [string, object, number])[] = [
      [unlimited, { page }, 40169],
      [unlimited, { scene: '', page }, 40169],
      [unlimited, { scene: 'a b', page }, 40129],
      [unlimited, { scene: 'a', page: `/${page}` }, 41030],
      [unlimited, { scene: 'a', page: `${page}?b=1` }, 41030],
      [unlimited, { scene: 'a', page, width: 1281 }, 40097],
      [unlimited, { scene: 'a', page, env_version: 'formal' }, 40097],
      [square, {}, 40159],
      [square, { path: 'p'.repeat(129) }, 40159],
      [square, { path: `${page}?scancode_time=1` }, 85096],
      [round, { path: 'p'.repeat(1025) }, 40159],
    ];
    for (const [path, body, errcode] of refusals)
      expect((await draw(rig, path, body)).errcode, JSON.stringify(body)).to.equal(errcode);
    const { json } = await rig.call('GET', '/simulator/codes');
    expect(json['items']).to.deep.equal([]);
  });

  it('of pages that are not published are drawn for other versions, and unchecked', async () => {
    await start();
    await rig.call('PUT', '/simulator/switches', { pages: [page] });
    const other = { scene: 'a', page: 'pages/new/new' };
    expect((await draw(rig, unlimited, other)).errcode).to.equal(41030);
    expect((await draw(rig, unlimited, { ...other, check_path: false })).errcode).to.equal(null);
    expect((await draw(rig, unlimited, { ...other, env_version: 'trial' })).errcode).to.equal(null);
    expect((await draw(rig, square, { path: other.page })).errcode).to.equal(41030);
  });

  it('without end are 5,000 a minute', async () => {
    await start({ codesPerMinute: 1 });
    const once = async () => (await draw(rig, unlimited, { scene: 'a', page })).errcode;
    expect([await once(), await once()]).to.deep.equal([null, 45009]);
    rig.advance(60_000);
    expect(await once()).to.equal(null);
  });

  it('of the two limited kinds are counted for ever, over a restart too', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nearturn-simulator-'));
    const options = { stateFile: join(dir, 'state.jsonl'), limitedCodes: 2 };
    await start(options);
    expect((await draw(rig, square, { path: page })).numUsed).to.equal('1');
    expect((await draw(rig, unlimited, { scene: 'a', page })).numUsed).to.equal(null);
    await rig.close();
    await start(options);
    expect((await draw(rig, round, { path: page })).numUsed).to.equal('2');
    expect((await draw(rig, square, { path: page })).errcode).to.equal(45029);
    const { json } = await rig.call('GET', '/simulator/codes');
    expect(json['items']).to.have.length(3);
    rmSync(dir, { recursive: true });
  });
});
