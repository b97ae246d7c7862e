import { expect } from 'chai';
import { startStage } from '../../contract/wechat/stage.js';
import type { Stage } from '../../contract/wechat/stage.js';
import { accessToken, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer } from './scripted-wechat.js';

const base = '/wxaapi/newtmpl';

describe('the management of templates', () => {
  let rig: Rig;
  beforeEach(async () => (rig = await startRig()));
  afterEach(() => rig.close());
  const library = () => rig.client.templateLibrary;

  it('asks at WeChat’s addresses, with the token in the query', async () => {
    for (const api of ['getcategory', 'getpubtemplatetitles', 'getpubtemplatekeywords'])
      rig.wechat.script(`${base}/${api}`, errorAnswer(0, 'ok'));
    for (const api of ['addtemplate', 'deltemplate'])
      rig.wechat.script(`${base}/${api}`, errorAnswer(0, 'ok'));
    await library().categories();
    await library().titles({ categoryIds: ['402', '616'], start: 30, limit: 30 });
    await library().keywords('401');
    await library().add({ tid: '401', keywordIds: [3, 1], scene: '排队' });
    await library().remove('T');
    const seen = rig.wechat.seen.slice(1).map(({ method, path, query, body }) => ({
      asked: `${method} ${path}`,
      query,
      body: body === '' ? null : (JSON.parse(body) as unknown),
    }));
    const access_token = accessToken;
    expect(seen).to.deep.equal([
      { asked: `GET ${base}/getcategory`, query: { access_token }, body: null },
      {
        asked: `GET ${base}/getpubtemplatetitles`,
        query: { ids: '402,616', start: '30', limit: '30', access_token },
        body: null,
      },
      {
        asked: `GET ${base}/getpubtemplatekeywords`,
        query: { tid: '401', access_token },
        body: null,
      },
      {
        asked: `POST ${base}/addtemplate`,
        query: { access_token },
        body: { tid: '401', kidList: [3, 1], sceneDesc: '排队' },
      },
      { asked: `POST ${base}/deltemplate`, query: { access_token }, body: { priTmplId: 'T' } },
    ]);
  });

  it('holds a reply of another form for none', async () => {
    rig.wechat.script(`${base}/getcategory`, errorAnswer(0, 'ok'));
    rig.wechat.script(`${base}/addtemplate`, errorAnswer(0, 'ok'));
    expect((await library().categories()).outcome).to.equal('unknown');
    const added = await library().add({ tid: '401', keywordIds: [1, 2], scene: 'x' });
    expect(added.outcome, 'it may have been added').to.equal('unknown');
  });

  for (const [what, change] of Object.entries({
    'one keyword': { keywordIds: [1] },
    'six keywords': { keywordIds: [1, 2, 3, 4, 5, 6] },
    'a keyword twice': { keywordIds: [1, 1] },
    'no scene': { scene: ' ' },
    'a long scene': { scene: '一二三四五六七八九十一二三四五六' },
  })) {
    it(`does not ask WeChat for ${what}`, async () => {
      const wanted = { tid: '401', keywordIds: [1, 2], scene: '排队', ...change };
      expect(await library().add(wanted)).to.include({ outcome: 'refused', errcode: null });
      expect(rig.wechat.seen).to.have.length(0);
    });
  }

  it('asks for 30 titles at most', async () => {
    const query = { categoryIds: ['1'], start: 0, limit: 31 };
    expect(await library().titles(query)).to.include({ outcome: 'refused', errcode: null });
  });

  it('keeps the texts of refusals without tokens', async () => {
    rig.wechat.script(`${base}/deltemplate`, errorAnswer(200002, `args ${accessToken} rid: 1-2-3`));
    expect(await library().remove('T')).to.deep.equal({
      outcome: 'refused',
      errcode: 200002,
      reason: 'args [redacted] rid: 1-2-3',
    });
    expect(rig.logged()).to.include('200002').and.not.to.include(accessToken);
  });
});

describe('the management of templates against the simulator', () => {
  let stage: Stage;
  beforeEach(async () => (stage = await startStage({}, { waitsForNothing: false })));
  afterEach(() => stage.close());

  it('goes from the categories to a template of the account, and back', async () => {
    const { templateLibrary: library, templates } = stage.client;
    const categories = await library.categories();
    const all = categories.outcome === 'ok' ? categories.value : [];
    const categoryIds = all.map((one) => one.categoryId);
    const titles = await library.titles({ categoryIds, start: 0, limit: 30 });
    const found = titles.outcome === 'ok' ? titles.value.items : [];
    expect(found.filter((one) => one.lasting).map((one) => one.tid)).to.deep.equal(['404']);
    const keywords = await library.keywords('404');
    expect(keywords).to.deep.nested.include({
      'value[1]': { kid: 2, name: '排队号码', example: 'A012', rule: 'character_string' },
    });
    const added = await library.add({ tid: '404', keywordIds: [2, 1], scene: '叫号' });
    const templateId = added.outcome === 'ok' ? added.value.templateId : '';
    const listed = await templates.list();
    expect(listed.outcome === 'ok' && listed.templates.at(-1)).to.deep.equal({
      templateId,
      title: '叫号通知',
      keys: ['character_string2', 'thing1'],
      labels: { character_string2: '排队号码', thing1: '业务名称' },
      lasting: true,
      enums: {},
    });
    expect(await library.remove(templateId)).to.deep.equal({ outcome: 'ok', value: null });
    expect(await library.remove(templateId)).to.include({ outcome: 'refused' });
  });
});
