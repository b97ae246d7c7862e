import { expect } from 'chai';
import { isAcceptance } from '../../../src/domain/credit/decide.js';
import { openIdOf, simulatorTemplates } from '../../../simulator/simulator.js';
import type { SimulatorOptions } from '../../../simulator/simulator.js';
import { requestSubscribe } from '../../infrastructure/wechat/contract-cases.js';
import { messageTo, startSimulator } from '../../simulator/rig.js';
import type { Json, SimulatorRig } from '../../simulator/rig.js';

const { jh, pd } = simulatorTemplates;
const lasting = 'L'.repeat(43);

const account: SimulatorOptions = {
  templates: [
    { priTmplId: jh, title: '一', content: 'x:{{thing1.DATA}}\n', example: '', type: 2 },
    { priTmplId: pd, title: '二', content: 'x:{{thing1.DATA}}\n', example: '', type: 2 },
    { priTmplId: lasting, title: '三', content: 'x:{{thing1.DATA}}\n', example: '', type: 3 },
  ],
};

describe("WeChat's contract: requestSubscribeMessage", () => {
  let rig: SimulatorRig;
  beforeEach(async () => (rig = await startSimulator(account)));
  afterEach(() => rig.close());

  const tap = async (body: object): Promise<Json> =>
    (await rig.call('POST', '/simulator/phones/alice/subscribe', body)).json;
  const isSent = async (templateId: string): Promise<boolean> =>
    (await rig.send(messageTo(openIdOf('alice'), {}, templateId))).json['errcode'] === 0;

  for (const result of requestSubscribe.results) {
    it(`${result}: WeChat sends exactly where we hold it for granted`, async () => {
      const given = await tap({ tmplIds: [jh, pd], answer: { [jh]: result, [pd]: 'reject' } });
      expect(given).to.deep.equal({
        errMsg: 'requestSubscribeMessage:ok',
        [jh]: result,
        [pd]: 'reject',
      });
      expect(await isSent(jh)).to.equal(isAcceptance(result));
      expect(await isSent(jh), 'one message each').to.equal(false);
      expect(await isSent(pd)).to.equal(false);
    });
  }

  it('a long-term template is sent again and again after one acceptance', async () => {
    await tap({ tmplIds: [lasting] });
    expect([await isSent(lasting), await isSent(lasting)]).to.deep.equal([true, true]);
  });

  const six = Array.from({ length: requestSubscribe.max_tmplIds + 1 }, () => jh);
  const naturally: Readonly<Record<string, readonly string[]>> = {
    10001: [],
    20001: ['nope'],
    20002: [jh, lasting],
    20003: six,
  };

  for (const [code, text] of Object.entries(requestSubscribe.fail_codes)) {
    it(`${code}: ${text}: nothing is granted`, async () => {
      const tmplIds = naturally[code];
      const fail = tmplIds === undefined ? { fail: Number(code) } : {};
      const given = await tap({ tmplIds: tmplIds ?? [jh], ...fail });
      const errMsg = `requestSubscribeMessage:fail ${text}`;
      expect(given).to.deep.equal({ errMsg, errCode: Number(code) });
      expect(Object.values(given).some((answer) => isAcceptance(String(answer)))).to.equal(false);
      expect(await isSent(jh)).to.equal(false);
    });
  }

  it('20004 too when this person has switched all messages off', async () => {
    await rig.call('PUT', '/simulator/phones/alice/settings', { mainSwitch: false });
    expect((await tap({ tmplIds: [jh] }))['errCode']).to.equal(20004);
  });

  it('takes as many templates at once as the contract says', async () => {
    const templates = Array.from({ length: requestSubscribe.max_tmplIds }, (_, at) => ({
      priTmplId: String(at).repeat(43),
      title: String(at),
      content: 'x:{{thing1.DATA}}\n',
      example: '',
      type: 2 as const,
    }));
    const wide = await startSimulator({ templates });
    const tmplIds = templates.map((one) => one.priTmplId);
    const path = '/simulator/phones/alice/subscribe';
    const { json } = await wide.call('POST', path, { tmplIds });
    expect(Object.keys(json)).to.have.length(requestSubscribe.max_tmplIds + 1);
    await wide.close();
  });
});
