import type { ContractCase } from '../../../infrastructure/wechat/contract-cases.js';
import { messageRequest, openId } from '../../../infrastructure/wechat/rig.js';
import { paths } from '../../../infrastructure/wechat/scripted-wechat.js';
import type { WeChatClient } from '../../../../src/infrastructure/wechat/wechat-client.js';
import { alwaysFault, nextFaults } from '../harness.js';
import type { Arrangement, ContractApi, RequestChange } from '../harness.js';
import type { Stage } from '../stage.js';

/** The token's fate, and that of a send which needs it: without a token none is tried. */
const call = async (client: WeChatClient): Promise<object> => {
  const got = await client.tokens.get();
  if (got.ok) return { token: true };
  const { outcome, ...send } = await client.sender.send(openId, messageRequest);
  const { kind, errcode } = got.failure;
  return { kind, errcode, send: outcome, scope: 'scope' in send ? send.scope : null };
};

const expectation = (one: ContractCase): object => {
  if (one.policy === 'ok') return { token: true };
  const kind = one.policy === 'retry-later' ? 'retry_later' : 'config';
  return { kind, errcode: one.errcode, send: 'deferred', scope: 'account' };
};

const faulty = (errcode: number, errmsg?: string): Arrangement => ({
  prepare: alwaysFault({
    api: 'stable_token',
    effect: 'errcode',
    errcode,
    ...(errmsg === undefined ? {} : { errmsg }),
  }),
});

/** A wrong request, which the adapter never makes. */
const wrong = (errcode: number, change: RequestChange): Arrangement => {
  const { prepare } = faulty(errcode);
  return {
    prepare: () => Promise.resolve(change),
    ...(prepare === undefined ? {} : { forAdapter: prepare }),
  };
};

const held = async ({ simulator }: Stage): Promise<void> => {
  await simulator.token();
  simulator.advance(1000_000);
};

const justForced = async ({ simulator }: Stage): Promise<void> =>
  void (await simulator.token(true));

/** Twenty forced renewals, as far apart as WeChat wants them. */
const forcedTwentyTimes = async (stage: Stage): Promise<RequestChange> => {
  for (let turn = 0; turn < 20; turn += 1) {
    await stage.simulator.token(true);
    stage.simulator.advance(30_000);
  }
  return { body: { force_refresh: true } };
};

export const getStableAccessToken: ContractApi = {
  api: 'getStableAccessToken',
  adapter: { path: paths.token, call, expectation },
  arrange: {
    'stable.ok.fresh': {},
    'stable.ok.same': { prepare: held },
    'stable.ok.force': { prepare: held },
    'stable.force.tooSoon': { prepare: justForced },
    'stable.-1': faulty(-1),
    'stable.40002': wrong(40002, { body: { grant_type: 'nonsense' } }),
    'stable.40013': { account: { appId: 'wxAnother' } },
    'stable.40125': { account: { secret: 'another' } },
    'stable.40164': faulty(40164),
    'stable.41002': wrong(41002, { body: { appid: '' } }),
    'stable.41004': wrong(41004, { body: { secret: '' } }),
    'stable.43002': wrong(43002, { method: 'GET' }),
    'stable.45009': { ...wrong(45009, {}), prepare: forcedTwentyTimes },
    'stable.45011': faulty(45011),
    'stable.89503': faulty(89503),
    'stable.89506': faulty(89506),
    'stable.89507': faulty(89507),
  },
};

const legacyFaulty = (errcode: number, errmsg?: string): Arrangement => ({
  prepare: nextFaults({
    api: 'token',
    effect: 'errcode',
    errcode,
    ...(errmsg === undefined ? {} : { errmsg }),
  }),
});

/** The other world of tokens, which programs beside ours may use; the adapter never asks there. */
export const getAccessToken: ContractApi = {
  api: 'getAccessToken',
  adapter: null,
  arrange: {
    'token.ok': {},
    'token.40001': legacyFaulty(40001),
    'token.40243': legacyFaulty(40243),
    'token.50004': legacyFaulty(50004),
    'token.50007': legacyFaulty(50007),
  },
};
