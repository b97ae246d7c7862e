import { z } from 'zod';
import { templateSchema } from '../../../../simulator/account/templates.js';
import { contractCases } from '../../../infrastructure/wechat/contract-cases.js';
import type { ContractCase } from '../../../infrastructure/wechat/contract-cases.js';
import { paths } from '../../../infrastructure/wechat/scripted-wechat.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, ContractApi } from '../harness.js';

const recordedSchema = z.object({ data: z.array(templateSchema) });

const recordedTemplates = (id: string): z.infer<typeof recordedSchema>['data'] => {
  const one = contractCases.find((other) => other.id === id);
  const answer = one === undefined || Array.isArray(one.response) ? undefined : one.response;
  return recordedSchema.parse(JSON.parse(answer?.rawBody ?? '')).data;
};

const expectation = (one: ContractCase): object =>
  one.policy === 'ok'
    ? {
        outcome: 'ok',
        keys: [
          ['thing1', 'character_string2', 'number3', 'thing5', 'thing6'],
          ['time1', 'enum_string2'],
        ],
      }
    : { outcome: 'unavailable', named: true };

const faulty = (errcode: number): Arrangement => ({
  prepare: nextFaults({ api: 'gettemplate', effect: 'errcode', errcode }),
});

export const getTemplateList: ContractApi = {
  api: 'getTemplateList',
  adapter: {
    path: paths.templates,
    call: async (client) => {
      const listed = await client.templates.list();
      return listed.outcome === 'ok'
        ? { outcome: 'ok', keys: listed.templates.map((one) => one.keys) }
        : { outcome: listed.outcome, named: /\d{5}/.test(listed.reason) };
    },
    expectation,
  },
  arrange: {
    'tmpl.list.ok': { account: { templates: recordedTemplates('tmpl.list.ok') } },
    'tmpl.list.200100': faulty(200100),
    'tmpl.list.45009': { account: { templateListsPerDay: 0 } },
  },
};
