import { expect } from 'chai';
import type { SimulatorOptions } from '../../simulator/simulator.js';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { temporaryDir } from '../e2e/rig.js';
import { messageTo, startSimulator } from './rig.js';
import type { Json, SimulatorRig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const pair = { tid: '401', kidList: [1, 2], sceneDesc: '排队' };

describe('the simulated templates', () => {
  let rig: SimulatorRig;
  beforeEach(async () => (rig = await startSimulator()));
  afterEach(() => rig.close());

  const ask = async (path: string, body?: object, of = rig): Promise<Json> => {
    const mark = path.includes('?') ? '&' : '?';
    const url = `/wxaapi/newtmpl/${path}${mark}access_token=${await of.token()}`;
    return (await of.call(body === undefined ? 'GET' : 'POST', url, body)).json;
  };
  const idsOf = async (of = rig): Promise<readonly string[]> => {
    const { data } = await ask('gettemplate', undefined, of);
    return (data as { priTmplId: string }[]).map((one) => one.priTmplId);
  };

  it('are composed of a public template, keyword by keyword', async () => {
    const added = await ask('addtemplate', { tid: '401', kidList: [6, 2], sceneDesc: '叫号' });
    expect(added).to.include({ errcode: 0, errmsg: 'ok' });
    const { data } = await ask('gettemplate');
    expect((data as object[]).at(-1)).to.deep.equal({
      priTmplId: added['priTmplId'],
      title: '叫号提醒',
      content: '办理窗口:{{thing6.DATA}}\n排队号码:{{character_string2.DATA}}\n',
      example: '办理窗口:3号窗口\n排队号码:A012\n',
      type: 2,
    });
    rig.simulator.accept('alice', [String(added['priTmplId'])]);
    const message = messageTo(openIdOf('alice'), {}, String(added['priTmplId']));
    expect((await rig.send(message)).json['errcode']).to.equal(0);
  });

  it('can be composed to the two that the account begins with', async () => {
    const titles = await ask('getpubtemplatetitles?ids=402&start=0&limit=30');
    const named = (title: string): string =>
      String(
        (titles['data'] as { tid: number; title: string }[]).find((one) => one.title === title)
          ?.tid,
      );
    const add = async (title: string, kidList: readonly number[]): Promise<unknown> =>
      (await ask('addtemplate', { tid: named(title), kidList, sceneDesc: '排队' }))['errcode'];
    expect(await add('叫号提醒', [5, 3, 2, 6, 1]), 'the same there already').to.equal(200022);
    expect(await add('排队成功通知', [1, 2, 3, 5])).to.equal(200022);
    for (const priTmplId of [jh, pd]) await ask('deltemplate', { priTmplId });
    expect(await add('叫号提醒', [5, 3, 2, 6, 1])).to.equal(0);
    expect(await add('排队成功通知', [1, 2, 3, 5])).to.equal(0);
  });

  it('are found by category, page by page', async () => {
    const { data } = await ask('getcategory');
    const ids = (data as { id: number }[]).map((one) => one.id).join();
    const page = async (start: number): Promise<readonly unknown[]> =>
      (await ask(`getpubtemplatetitles?ids=${ids}&start=${start}&limit=2`))['data'] as unknown[];
    const all = await ask(`getpubtemplatetitles?ids=${ids}&start=0&limit=30`);
    expect(all['count']).to.equal((all['data'] as unknown[]).length);
    expect([...(await page(0)), ...(await page(2)), ...(await page(4))]).to.deep.equal(all['data']);
  });

  for (const [errcode, query] of [
    [200016, 'ids=402&start=x&limit=1'],
    [200017, 'ids=402&start=0&limit=31'],
    [200018, 'ids=&start=0&limit=1'],
  ] as const) {
    it(`refuses titles with ${errcode} for ${query}`, async () => {
      expect((await ask(`getpubtemplatetitles?${query}`))['errcode']).to.equal(errcode);
    });
  }

  for (const [errcode, change] of [
    [200014, { tid: '1' }],
    [200020, { kidList: [1] }],
    [200020, { kidList: [1, 2, 3, 4, 5, 6] }],
    [200020, { kidList: [1, 1] }],
    [200020, { kidList: '1,2' }],
    [200021, { sceneDesc: '' }],
    [200021, { sceneDesc: '一二三四五六七八九十一二三四五六' }],
  ] as const) {
    it(`refuses to add with ${errcode} for ${JSON.stringify(change)}`, async () => {
      expect((await ask('addtemplate', { ...pair, ...change }))['errcode']).to.equal(errcode);
      expect(await idsOf()).to.deep.equal([jh, pd]);
    });
  }

  it('are deleted once, and then unknown to sends', async () => {
    rig.simulator.accept('alice', [jh]);
    const remove = async (): Promise<unknown> =>
      (await ask('deltemplate', { priTmplId: jh }))['errcode'];
    expect([await remove(), await remove()]).to.deep.equal([0, 200002]);
    expect((await rig.send(messageTo(openIdOf('alice')))).json['errcode']).to.equal(40037);
  });

  it('survive a restart with their ids, and so do deletions', async () => {
    const options: SimulatorOptions = { stateFile: `${temporaryDir()}/state.jsonl` };
    const first = await startSimulator(options);
    const { priTmplId } = await ask('addtemplate', pair, first);
    await ask('deltemplate', { priTmplId: pd }, first);
    await first.close();
    const second = await startSimulator(options);
    expect(await idsOf(second)).to.deep.equal([jh, priTmplId]);
    await second.close();
  });

  it('are listed so often in a day', async () => {
    const strict = await startSimulator({ templateListsPerDay: 2 });
    const list = async (): Promise<unknown> =>
      (await ask('gettemplate', undefined, strict))['errcode'];
    expect([await list(), await list(), await list()]).to.deep.equal([0, 0, 45009]);
    strict.advance(24 * 3600_000);
    expect(await list()).to.equal(0);
    await strict.close();
  });

  it('are managed with a living token only', async () => {
    for (const path of ['getcategory', 'getpubtemplatekeywords?tid=401&x=1', 'gettemplate']) {
      const mark = path.includes('?') ? '&' : '?';
      const { json } = await rig.call(
        'GET',
        `/wxaapi/newtmpl/${path}${mark}access_token=${'x'.repeat(40)}`,
      );
      expect(json['errcode']).to.equal(40001);
    }
  });
});
