import { expect } from 'chai';
import type { TemplateCatalog } from '../../../src/application/ports/message-sender.js';
import {
  checkTemplates,
  describeTemplateProblem,
} from '../../../src/infrastructure/wechat/template-check.js';
import { answersOf, casesOf } from './contract-cases.js';
import { startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, paths } from './scripted-wechat.js';

describe("the account's templates", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  for (const one of casesOf('getTemplateList')) {
    it(one.id, async () => {
      rig.wechat.script(paths.templates, ...answersOf(one));
      const listed = await rig.client.templates.list();
      expect(listed.outcome).to.equal(one.policy === 'ok' ? 'ok' : 'unavailable');
      if (listed.outcome === 'unavailable') expect(listed.reason).to.include(String(one.errcode));
    });
  }

  it('are read with their keys in order and their lists', async () => {
    const ok = casesOf('getTemplateList').filter((one) => one.policy === 'ok');
    rig.wechat.script(paths.templates, ...ok.flatMap(answersOf));
    expect(await rig.client.templates.list()).to.deep.equal({
      outcome: 'ok',
      templates: [
        {
          templateId: 'TPL_NEAR',
          title: '排队到号通知',
          keys: ['thing1', 'character_string2', 'number3', 'thing5', 'thing6'],
          enums: {},
        },
        {
          templateId: 'cy_DfOZL7lypxHh3ja3DyAUbn1GYQRGwezuy5LBTFME',
          title: '洗衣机故障提醒',
          keys: ['time1', 'enum_string2'],
          enums: { enum_string2: ['客厅', '餐厅'] },
        },
      ],
    });
  });

  it('are unavailable, not missing, when the token or the list cannot be read', async () => {
    rig.wechat.script(paths.templates, { rawBody: '{"errcode":0,"data":{}}' });
    expect((await rig.client.templates.list()).outcome).to.equal('unavailable');
    rig.wechat.script(paths.token, errorAnswer(40013, 'invalid appid'));
    rig.wechat.script(paths.templates, errorAnswer(42001));
    const listed = await rig.client.templates.list();
    expect(listed).to.deep.equal({
      outcome: 'unavailable',
      reason: 'access token: 40013 invalid appid',
    });
  });
});

describe('comparing the templates in use with those of the account', () => {
  const catalog: TemplateCatalog = {
    list: () =>
      Promise.resolve({
        outcome: 'ok',
        templates: [{ templateId: 'T', title: '', keys: ['thing1', 'number3'], enums: {} }],
      }),
  };

  it('finds nothing to say when they agree', async () => {
    const wanted = [{ templateId: 'T', keys: ['number3', 'thing1'] }];
    expect(await checkTemplates(catalog, wanted)).to.deep.equal({ outcome: 'ok' });
  });

  it('names unknown templates, keys that the template lacks, and keys left out', async () => {
    const check = await checkTemplates(catalog, [
      { templateId: 'U', keys: [] },
      { templateId: 'T', keys: ['thing1', 'thing9'] },
    ]);
    const problems = check.outcome === 'mismatch' ? check.problems : [];
    expect(problems.map(describeTemplateProblem)).to.deep.equal([
      'template U: the account has no such template',
      'template T: it has no thing9, which our messages fill',
      'template T: it needs number3, which our messages leave out',
    ]);
  });

  it('knows nothing while WeChat is unavailable', async () => {
    const down: TemplateCatalog = {
      list: () => Promise.resolve({ outcome: 'unavailable', reason: 'down' }),
    };
    const check = await checkTemplates(down, [{ templateId: 'U', keys: [] }]);
    expect(check).to.deep.equal({ outcome: 'unavailable', reason: 'down' });
  });
});
