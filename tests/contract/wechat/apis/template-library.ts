import { z } from 'zod';
import { nextFaults } from '../harness.js';
import type { Arrangement, CaseRequest, ContractApi, RequestChange } from '../harness.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';
import type { Stage } from '../stage.js';

export const getPubTemplateKeyWords: ContractApi = {
  api: 'getPubTemplateKeyWords',
  adapter: {
    path: '/wxaapi/newtmpl/getpubtemplatekeywords',
    call: async (client, request) => {
      const outcome = await client.templateLibrary.keywords(request.query?.['tid'] ?? '');
      return { ...callFactsOf(outcome), value: 'value' in outcome ? outcome.value : null };
    },
    expectation: () => ({
      outcome: 'ok',
      value: [{ kid: 1, name: '物品名称', example: '名称', rule: 'thing' }],
    }),
  },
  arrange: { 'tmpl.keywords.ok': {} },
};

const bodySchema = z.object({
  tid: z.string(),
  kidList: z.array(z.int()),
  sceneDesc: z.string(),
});

const faulty = (errcode: number, errmsg?: string): Arrangement => ({
  prepare: nextFaults({
    api: 'addtemplate',
    effect: 'errcode',
    errcode,
    ...(errmsg === undefined ? {} : { errmsg }),
  }),
});

const changed = (body: object): Arrangement => ({ prepare: () => Promise.resolve({ body }) });

const addPath = async ({ token }: Stage): Promise<string> =>
  `/wxaapi/newtmpl/addtemplate?access_token=${await token()}`;

const justAdded = async (stage: Stage, request: CaseRequest): Promise<void> => {
  await stage.simulator.call('POST', await addPath(stage), request.body);
};

/** Twenty-five different ones: all pairs, then the triples, of seven keywords. */
const fullAccount = async (stage: Stage): Promise<void> => {
  const kids = [1, 2, 3, 4, 5, 6, 7];
  const pairs = kids.flatMap((one) => kids.filter((two) => two > one).map((two) => [one, two]));
  const triples = pairs.map(([one = 0, two = 0]) => [one, two, two === 7 ? 6 : 7]);
  const path = await addPath(stage);
  const lists = [...pairs, ...triples].filter((list) => new Set(list).size === list.length);
  for (const kidList of lists.slice(1)) {
    const body = { tid: '401', kidList, sceneDesc: '排队' };
    const { json } = await stage.simulator.call('POST', path, body);
    if (json['errcode'] === 200012) return;
  }
  throw new Error('the account did not fill up');
};

/** Our adapter asks for no list of keywords that WeChat would refuse. */
const wrongKeywords: Arrangement = {
  prepare: (): Promise<RequestChange> => Promise.resolve({ body: { kidList: [1] } }),
  forAdapter: () => Promise.resolve({ body: { kidList: [1, 99] } }),
};

const wrongScene: Arrangement = {
  ...faulty(200021),
  prepare: () => Promise.resolve({ body: { sceneDesc: '一二三四五六七八九十一二三四五六' } }),
  forAdapter: nextFaults({ api: 'addtemplate', effect: 'errcode', errcode: 200021 }),
};

export const addTemplate: ContractApi = {
  api: 'addTemplate',
  adapter: {
    path: '/wxaapi/newtmpl/addtemplate',
    call: async (client, request) => {
      const { tid, kidList: keywordIds, sceneDesc: scene } = bodySchema.parse(request.body);
      const outcome = await client.templateLibrary.add({ tid, keywordIds, scene });
      const named = outcome.outcome === 'ok' && /^[\w-]{43}$/.test(outcome.value.templateId);
      return { ...callFactsOf(outcome), named };
    },
    expectation: (one, answer) => ({
      ...callExpectation(one, answer),
      named: one.policy === 'ok',
    }),
  },
  arrange: {
    'tmpl.add.ok': {},
    'tmpl.add.200001': faulty(200001),
    'tmpl.add.200011': faulty(200011),
    'tmpl.add.200012': { prepare: fullAccount },
    'tmpl.add.200013': faulty(200013),
    'tmpl.add.200014': changed({ tid: '400' }),
    'tmpl.add.200020': wrongKeywords,
    'tmpl.add.200021': wrongScene,
    'tmpl.add.200022': { prepare: justAdded },
    'tmpl.add.43106': faulty(43106),
  },
};
