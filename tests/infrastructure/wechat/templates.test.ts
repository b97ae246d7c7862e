import { expect } from 'chai';
import {
  describeTemplateProblem,
  problemsOf,
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
          labels: {
            thing1: '服务名称',
            character_string2: '排队号',
            number3: '前面人数',
            thing5: '提示',
            thing6: '窗口',
          },
          lasting: false,
          enums: {},
        },
        {
          templateId: 'cy_DfOZL7lypxHh3ja3DyAUbn1GYQRGwezuy5LBTFME',
          title: '洗衣机故障提醒',
          keys: ['time1', 'enum_string2'],
          labels: { time1: '完成时间', enum_string2: '所在位置' },
          lasting: true,
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
  const templates = [
    {
      templateId: 'T',
      title: '',
      keys: ['thing1', 'number3'],
      labels: {},
      lasting: false,
      enums: {},
    },
  ];

  it('finds nothing to say when they agree', () => {
    expect(problemsOf([{ templateId: 'T', keys: ['number3', 'thing1'] }], templates)).to.deep.equal(
      [],
    );
  });

  it('names unknown templates, keys that the template lacks, and keys left out', () => {
    const wanted = [
      { templateId: 'U', keys: [] },
      { templateId: 'T', keys: ['thing1', 'thing9'] },
    ];
    expect(problemsOf(wanted, templates).map(describeTemplateProblem)).to.deep.equal([
      'template U: the account has no such template',
      'template T: it has no thing9, which our messages fill',
      'template T: it needs number3, which our messages leave out',
    ]);
  });
});
