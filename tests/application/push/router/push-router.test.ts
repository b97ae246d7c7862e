import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { PushRouter } from '../../../../src/application/push/router/push-router.js';
import type {
  AsyncRule,
  Interceptor,
  PushMessage,
  Rule,
  SyncRule,
} from '../../../../src/application/push/router/rules.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { message } from './messages.js';

type Handle = SyncRule['handle'];
const sync = (name: string, handle: Handle, more: Partial<SyncRule> = {}): SyncRule => ({
  name,
  when: {},
  mode: 'sync',
  handle,
  ...more,
});
const fromLog = (name: string, keep?: AsyncRule['keep']): AsyncRule => ({
  name,
  when: {},
  mode: 'async',
  handle: async () => ({ outcome: 'done', errcode: null }),
  ...(keep === undefined ? {} : { keep }),
});
const broken: Handle = () => {
  throw new Error('it said: 我的身份证');
};

describe('what a push is answered at once', () => {
  let clock: ManualClock;
  let logged: string[];
  beforeEach(() => {
    clock = new ManualClock();
    logged = [];
  });

  const routerOf = (rules: readonly Rule[], interceptors: readonly Interceptor[] = []) => {
    const log = (fields: object, code: string) =>
      void logged.push(`${code} ${JSON.stringify(fields)}`);
    return new PushRouter({
      rules,
      interceptors,
      clock,
      logger: { info: log, warn: log, error: log },
    });
  };
  const replyOf = async (router: PushRouter, of: PushMessage = message()) =>
    router.reply(of, await router.take(of));

  it('is the first reply, and every rule that takes it runs', async () => {
    const ran: string[] = [];
    const noting = (name: string, reply: object | null): SyncRule =>
      sync(
        name,
        () => {
          ran.push(name);
          return reply as null;
        },
        { next: true },
      );
    const router = routerOf([noting('a', null), noting('b', { b: 1 }), noting('c', { c: 1 })]);
    expect(await replyOf(router)).to.deep.equal({ b: 1 });
    expect(ran).to.deep.equal(['a', 'b', 'c']);
  });

  it('is nothing when the rule fails, and no word of what failed is logged', async () => {
    const router = routerOf([sync('broken', broken, { next: true }), sync('b', () => ({ b: 1 }))]);
    expect(await replyOf(router)).to.deep.equal({ b: 1 });
    expect(logged.join()).to.include('push_rule_failed').and.include('"rule":"broken"');
    expect(logged.join()).to.not.include('身份证');
  });

  it('is nothing when the rule takes too long: all rules together have one second', async () => {
    const never = (): Promise<null> => new Promise(() => undefined);
    const router = routerOf([
      sync('a', never, { next: true }),
      sync('b', never, { next: true }),
      sync('c', () => ({ c: 1 })),
    ]);
    const reply = replyOf(router);
    for (let passed = 0; passed < 10; passed += 1) {
      for (let turns = 0; turns < 10; turns += 1) await turn();
      clock.advance(100);
    }
    for (let turns = 0; turns < 20; turns += 1) {
      await turn();
      clock.advance(0);
    }
    expect(await reply).to.deep.equal({ c: 1 });
    expect(logged).to.have.length(2);
    expect(clock.waiting).to.equal(0);
  });

  it('is left to the log where a rule says so, with what the rule keeps', async () => {
    const rules = [
      { ...fromLog('a', ({ type }) => ({ type })), next: true as const },
      { ...sync('b', () => null), next: true as const },
      fromLog('c'),
    ];
    expect((await routerOf(rules).take(message())).fromLog).to.deep.equal([
      { rule: 'a', kept: { type: 'text' } },
      { rule: 'c', kept: {} },
    ]);
  });

  it('keeps no openid, and a rule that fails to keep is left out', async () => {
    const rules = [
      { ...fromLog('tells', ({ openId }) => ({ who: `${openId}` })), next: true as const },
      { ...fromLog('broken', broken as never), next: true as const },
      fromLog('c'),
    ];
    const { fromLog: left } = await routerOf(rules).take(message());
    expect(left.map(({ rule }) => rule)).to.deep.equal(['c']);
    expect(logged).to.have.length(2);
  });

  it('is nothing when an interceptor stops it', async () => {
    const asked: string[] = [];
    const stops: Interceptor = { name: 'stops', before: ({ type }) => type !== 'text' };
    const sees: Interceptor = { name: 'sees', before: () => (asked.push('sees'), true) };
    const router = routerOf([sync('a', () => ({ a: 1 }))], [stops, sees]);
    expect(await replyOf(router)).to.equal(null);
    expect(await replyOf(router, message({ type: 'image' }))).to.deep.equal({ a: 1 });
    expect(asked).to.deep.equal(['sees']);
  });

  it('is told to the interceptors; one that fails is passed over', async () => {
    const told: object[] = [];
    const fails: Interceptor = { name: 'fails', before: broken as never, after: broken as never };
    const hears: Interceptor = {
      name: 'hears',
      after: (_message, routed) => void told.push(routed),
    };
    const router = routerOf([sync('a', () => ({ a: 1 }))], [fails, hears]);
    expect(await replyOf(router)).to.deep.equal({ a: 1 });
    expect(told).to.deep.equal([{ rules: ['a'], replied: true }]);
    expect(logged).to.have.length(2);
  });

  it('needs rules with names of their own', () => {
    expect(() => routerOf([fromLog('a'), sync('a', () => null)])).to.throw(/one a, found two/);
  });
});
