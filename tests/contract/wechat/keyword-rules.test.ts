import { expect } from 'chai';
import { checkKeywordValue } from '../../../src/domain/message/keyword-rules.js';
import { openIdOf } from '../../../simulator/simulator.js';
import { keywordRules } from '../../infrastructure/wechat/contract-cases.js';
import { startSimulator } from '../../simulator/rig.js';
import type { SimulatorRig } from '../../simulator/rig.js';

const templateId = 'K'.repeat(43);
const list = ['客厅', '餐厅'];
const keyOf = (type: string): string => (type === 'enum' ? 'enum_string1' : `${type}1`);
/** The one sample of the contract that describes a value instead of giving it. */
const valueOf = (sample: string): string => (sample === '21 chars' ? 'x'.repeat(21) : sample);

const templateWith = (key: string) => ({
  priTmplId: templateId,
  title: '提醒',
  content: `x:{{${key}.DATA}}\n`,
  example: '',
  type: 3 as const,
  keywordEnumValueList: [{ keywordCode: 'enum_string1.DATA', enumValueList: list }],
});

describe("WeChat's contract: the values of keywords", () => {
  for (const rule of keywordRules) {
    const key = keyOf(rule.type);
    describe(rule.type, () => {
      let rig: SimulatorRig;
      before(async () => {
        rig = await startSimulator({ templates: [templateWith(key)] });
        rig.simulator.accept('alice', [templateId]);
      });
      after(() => rig.close());
      const sent = async (value: string): Promise<unknown> => {
        const body = {
          touser: openIdOf('alice'),
          template_id: templateId,
          data: { [key]: { value } },
        };
        return (await rig.send(body)).json;
      };
      const check = (value: string): boolean =>
        checkKeywordValue(key, value, { enums: { enum_string1: list } }).ok;

      for (const sample of rule.ok) {
        it(`we and the simulator take ${JSON.stringify(sample)}`, async () => {
          expect(check(valueOf(sample))).to.equal(true);
          expect(await sent(valueOf(sample))).to.include({ errcode: 0 });
        });
      }
      for (const sample of [...rule.bad, '']) {
        it(`we and the simulator refuse ${JSON.stringify(sample)}`, async () => {
          expect(check(valueOf(sample))).to.equal(false);
          const text = `argument invalid! data.${key}.value ${sample === '' ? 'is empty' : 'invalid'}`;
          const reply = (await sent(valueOf(sample))) as { errcode: unknown; errmsg: string };
          expect(reply.errcode).to.equal(47003);
          expect(reply.errmsg).to.match(/ rid: \S+$/);
          expect(reply.errmsg.startsWith(text), reply.errmsg).to.equal(true);
        });
      }
    });
  }
});
