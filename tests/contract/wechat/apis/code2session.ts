import type { Answer, ContractCase } from '../../../infrastructure/wechat/contract-cases.js';
import { paths } from '../../../infrastructure/wechat/scripted-wechat.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, ContractApi, RequestChange } from '../harness.js';
import type { Stage } from '../stage.js';

const newCode = async ({ simulator }: Stage): Promise<string> => {
  const { json } = await simulator.call('POST', '/simulator/phones/alice/login');
  return String(json['code']);
};

const withNewCode = async (stage: Stage): Promise<RequestChange> => ({
  query: { js_code: await newCode(stage) },
});

const withUsedCode = async (stage: Stage): Promise<RequestChange> => {
  const code = await newCode(stage);
  const query = `appid=a&secret=s&grant_type=authorization_code&js_code=${code}`;
  await stage.simulator.call('GET', `${paths.login}?${query}`);
  return { query: { js_code: code } };
};

const faulty = (errcode: number): Arrangement => ({
  prepare: nextFaults({ api: 'code2session', effect: 'errcode', errcode }),
});

const newCodeNeeded = { outcome: 'code_invalid' };
const unavailable = { outcome: 'unavailable' };

const byErrcode: Readonly<Record<number, object>> = {
  [-1]: newCodeNeeded,
  40029: newCodeNeeded,
  40163: newCodeNeeded,
  40226: { outcome: 'user_blocked' },
};

const expectation = (one: ContractCase, answer: Answer): object => {
  // The code may be used up: a new one is the only way on.
  if (answer.fault !== undefined) return newCodeNeeded;
  if (one.policy === 'ok') return { outcome: 'ok', named: true };
  return byErrcode[one.errcode ?? 0] ?? unavailable;
};

export const code2Session: ContractApi = {
  api: 'code2Session',
  adapter: {
    path: paths.login,
    call: async (client, request) => {
      const outcome = await client.login.verify(request.query?.['js_code'] ?? '');
      return outcome.outcome === 'ok'
        ? { outcome: 'ok', named: outcome.openId.startsWith('o') }
        : { outcome: outcome.outcome };
    },
    expectation,
  },
  arrange: {
    'login.ok': { prepare: withNewCode },
    'login.ok.unionid': { account: { openPlatform: true }, prepare: withNewCode },
    'login.40029': {},
    'login.40163': { prepare: withUsedCode },
    'login.40226': { prepare: () => Promise.resolve({ query: { js_code: 'user-blocked-1' } }) },
    'login.45011': faulty(45011),
    'login.-1': faulty(-1),
    'login.40013': { account: { appId: 'wxAnother' } },
    'login.40125': { account: { secret: 'another' } },
    'login.timeout': { prepare: nextFaults({ api: 'code2session', effect: 'hang', at: 'after' }) },
  },
};
