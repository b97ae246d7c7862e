import { expect } from 'chai';
import type { FaultInput } from '../../../simulator/faults.js';
import type { SimulatorOptions } from '../../../simulator/simulator.js';
import type { WeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { answersOf, casesOf } from '../../infrastructure/wechat/contract-cases.js';
import type { Answer, ContractCase } from '../../infrastructure/wechat/contract-cases.js';
import { ask, expectSameAnswer } from './same-answer.js';
import { startScripted, startStage } from './stage.js';
import type { Line, Stage } from './stage.js';

export type CaseRequest = ContractCase['request'];

/** The request with the samples in it replaced by what the simulator knows. */
export type RequestChange = Readonly<{
  method?: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  /** In place of the recorded `multipart`. */
  form?: FormData;
}>;

/** How the simulator is brought to give the recorded answer. */
export type Arrangement = Readonly<{
  /** How this account differs from others. */
  account?: SimulatorOptions;
  /** Brings it there; what it returns replaces the samples in the recorded request. */
  prepare?: (stage: Stage, request: CaseRequest) => Promise<RequestChange | void>;
  /** The same for the adapter, where it never sends a request that would have this answer. */
  forAdapter?: (stage: Stage, request: CaseRequest) => Promise<RequestChange | void>;
}>;

type Expectation = (one: ContractCase, answer: Answer) => unknown;

/** One API of the contract. */
export type ContractApi = Readonly<{
  /** As in tests/data/wechat-contract.json. */
  api: string;
  /** Where the adapter asks; null when it never does, so that only the simulator is tested. */
  adapter: Readonly<{
    path: string;
    /** Calls the adapter with the request's values; what it returns holds nothing but facts. */
    call: (client: WeChatClient, request: CaseRequest) => Promise<unknown>;
    /** What the call makes of this answer, by docs/failure-modes.md. */
    expectation: Expectation;
  }> | null;
  /** Every case by its id. */
  arrange: Readonly<Record<string, Arrangement>>;
}>;

/** Three tests for each case: adapter and recorded answer, simulator and recorded answer, both together. */
export const describeContract = (api: ContractApi): void => {
  describe(`WeChat's contract: ${api.api}`, () => {
    for (const one of casesOf(api.api)) describeCase(api, one);
    it('has no arrangement without a case', () => {
      const ids = new Set(casesOf(api.api).map((one) => one.id));
      expect(Object.keys(api.arrange).filter((id) => !ids.has(id))).to.deep.equal([]);
    });
  });
};

const describeCase = ({ adapter, arrange }: ContractApi, one: ContractCase): void => {
  const arrangement = arrange[one.id];
  it(`${one.id}: the simulator answers as recorded`, async () => {
    if (arrangement === undefined) throw new Error(`${one.id}: no arrangement`);
    await simulatorAnswers(arrangement, one);
  });
  if (adapter === null) return;
  it(`${one.id}: the adapter makes of the recorded answer what it should`, () =>
    adapterMakesOf(adapter, one));
  if (arrangement === undefined) return;
  it(`${one.id}: the adapter makes the same of the simulator`, () =>
    bothTogether(adapter, arrangement, one));
};

type Adapter = NonNullable<ContractApi['adapter']>;

const adapterMakesOf = async (adapter: Adapter, one: ContractCase): Promise<void> => {
  const line = await startScripted({ waitsForNothing: waitsForNothing(one) });
  try {
    line.wechat.script(adapter.path, ...answersOf(one), ...afterRenewal(one));
    await expectOutcomes(line, adapter, one);
  } finally {
    await line.close();
  }
};

const bothTogether = async (
  adapter: Adapter,
  arrangement: Arrangement,
  one: ContractCase,
): Promise<void> => {
  const stage = await startStage(arrangement.account ?? {}, {
    waitsForNothing: waitsForNothing(one),
  });
  try {
    const prepare = arrangement.forAdapter ?? arrangement.prepare;
    const change = await prepare?.(stage, one.request);
    await expectOutcomes(stage, adapter, { ...one, request: changed(one.request, change) });
  } finally {
    await stage.close();
  }
};

const expectOutcomes = async (line: Line, adapter: Adapter, one: ContractCase): Promise<void> => {
  for (const answer of answersOf(one)) {
    if (answer.fault === 'ECONNREFUSED' || answer.fault === 'ENOTFOUND')
      await line.cut(answer.fault);
    const outcome = await adapter.call(line.client, one.request);
    expect(outcome, JSON.stringify(outcome)).to.deep.equal(adapter.expectation(one, answer));
  }
};

const simulatorAnswers = async (arrangement: Arrangement, one: ContractCase): Promise<void> => {
  const options = { waitsForNothing: waitsForNothing(one) };
  const stage = await startStage(arrangement.account ?? {}, options);
  try {
    const change = (await arrangement.prepare?.(stage, one.request)) ?? {};
    for (const answer of answersOf(one)) {
      const url = await urlOf(stage, one.request, change);
      if (answer.fault === 'ECONNREFUSED' || answer.fault === 'ENOTFOUND')
        await stage.cut(answer.fault);
      expectSameAnswer(await ask(url, initOf(one, change)), answer);
    }
  } finally {
    await stage.close();
  }
};

/** Long enough for any answer of the simulator's, short where none will come. */
const patienceMs = (one: ContractCase): number => (waitsForNothing(one) ? 1000 : 5000);

const waitsForNothing = (one: ContractCase): boolean =>
  answersOf(one).some((answer) => answer.fault === 'socket-timeout-after-write');

/** A dead token is replaced and the call made once more, which then succeeds. */
const afterRenewal = (one: ContractCase): readonly Answer[] => {
  if (one.policy !== 'refresh-token-and-retry') return [];
  const ok = casesOf(one.api).find((other) => other.policy === 'ok');
  return ok === undefined ? [] : answersOf(ok);
};

const changed = (request: CaseRequest, change: RequestChange | void): CaseRequest => ({
  ...request,
  ...(change?.query === undefined ? {} : { query: { ...request.query, ...change.query } }),
  ...(isRecord(change?.body) ? { body: { ...request.body, ...change.body } } : {}),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const urlOf = async (
  stage: Stage,
  request: CaseRequest,
  change: RequestChange,
): Promise<string> => {
  const query = { ...request.query };
  if (query['access_token'] !== undefined) query['access_token'] = await stage.token();
  const search = new URLSearchParams({ ...query, ...change.query });
  return `${stage.url}${new URL(request.url).pathname}?${search.toString()}`;
};

const initOf = ({ request, ...one }: ContractCase, change: RequestChange): RequestInit => {
  const init = {
    method: change.method ?? request.method,
    signal: AbortSignal.timeout(patienceMs({ request, ...one })),
  };
  if (change.form !== undefined) return { ...init, body: change.form };
  if (typeof change.body === 'string') return { ...init, body: change.body };
  if (request.body === undefined || init.method === 'GET') return init;
  return {
    ...init,
    body: JSON.stringify({ ...request.body, ...(isRecord(change.body) ? change.body : {}) }),
  };
};

/** The next calls meet these faults, by the simulator's switch. */
export const nextFaults =
  (...sequence: readonly FaultInput[]) =>
  (stage: Stage): Promise<void> => {
    stage.simulator.simulator.setFaults({ sequence: [...sequence] });
    return Promise.resolve();
  };

/** Every call meets this fault. */
export const alwaysFault =
  (fault: FaultInput) =>
  (stage: Stage): Promise<void> => {
    stage.simulator.simulator.setFaults({ rules: [fault] });
    return Promise.resolve();
  };
