import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultInput } from '../../../../simulator/faults.js';
import { openIdOf, simulatorTemplates } from '../../../../simulator/simulator.js';
import type { SendOutcome } from '../../../../src/application/ports/message-sender.js';
import type { MessageRequest } from '../../../../src/domain/message/events.js';
import type { Answer, ContractCase } from '../../../infrastructure/wechat/contract-cases.js';
import { paths } from '../../../infrastructure/wechat/scripted-wechat.js';
import { messageTo } from '../../../simulator/rig.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, CaseRequest, ContractApi, RequestChange } from '../harness.js';
import type { Stage } from '../stage.js';

const { jh } = simulatorTemplates;
const alice = openIdOf('alice');

/** What is in an outcome but its texts; `msgid` must come through digit by digit. */
const factsOf = (outcome: SendOutcome): object => {
  if (outcome.outcome === 'sent') return { outcome: 'sent', exact: isExact(outcome.msgid) };
  const { reason: _reason, ...facts } = outcome;
  return facts;
};

const isExact = (msgid: string | null): boolean => msgid === null || /^\d{16,20}$/.test(msgid);

type Scope = 'account' | 'template' | 'network' | 'person';

const deferred = (scope: Scope, possiblySent = false) => ({
  outcome: 'deferred',
  scope,
  possiblySent,
});

/** The failure table, where a class of the contract alone does not say what we do. */
const byErrcode: Readonly<Record<number, object>> = {
  [-1]: deferred('network', true),
  40036: deferred('template'),
  40037: deferred('template'),
  43116: deferred('template'),
  41030: { outcome: 'rejected', class: 'config-error' },
  43101: { outcome: 'no_credit' },
  43108: deferred('person'),
  43117: deferred('person'),
  99999: { outcome: 'rejected', class: 'unknown-errcode' },
};

const sent = { outcome: 'sent', exact: true };

const byPolicy: Readonly<Record<string, object>> = {
  ok: sent,
  'retry-later': deferred('account'),
  'permanent-bad-data': { outcome: 'rejected', class: 'permanent-bad-data' },
  'permanent-user': { outcome: 'rejected', class: 'permanent-user' },
  'config-error': deferred('account'),
  'unknown-outcome': { outcome: 'unknown' },
};

const expectation = (one: ContractCase, answer: Answer): object => {
  const { fault } = answer;
  if (fault === 'ECONNREFUSED' || fault === 'ENOTFOUND') {
    return { ...deferred('network'), errcode: null };
  }
  if (fault !== undefined) return { outcome: 'unknown' };
  // The dead token is replaced and the message sent once more.
  if (one.policy === 'refresh-token-and-retry') return sent;
  const expected = byErrcode[one.errcode ?? 0] ?? byPolicy[one.policy];
  if (expected === undefined) throw new Error(`${one.id}: no expectation for ${one.policy}`);
  return one.errcode === null || one.errcode === 0
    ? expected
    : { ...expected, errcode: one.errcode };
};

const call: NonNullable<ContractApi['adapter']>['call'] = async (client, request) => {
  const { touser, ...message } = request.body ?? {};
  return factsOf(await client.sender.send(String(touser), message as MessageRequest));
};

type Prepare = NonNullable<Arrangement['prepare']>;

const toAlice: RequestChange = { body: { touser: alice, template_id: jh } };

/** Alice has accepted once; then whatever else the case needs. */
const alicePlus =
  (more: (stage: Stage, request: CaseRequest) => Promise<RequestChange | void>): Prepare =>
  async (stage, request) => {
    stage.simulator.simulator.accept('alice', [jh]);
    return { ...toAlice, ...(await more(stage, request)) };
  };

const accepted: Arrangement = { prepare: alicePlus(() => Promise.resolve()) };

const faulty = (fault: Omit<FaultInput, 'api'>): Arrangement => ({
  prepare: alicePlus(nextFaults({ ...fault, api: 'send' })),
});

const refusing = (errcode: number, errmsg?: string): Arrangement =>
  faulty({ effect: 'errcode', errcode, ...(errmsg === undefined ? {} : { errmsg }) });

/** A wrong request, which the adapter never makes. */
const wrong = (errcode: number, change: RequestChange): Arrangement => {
  const { prepare } = refusing(errcode);
  return {
    prepare: alicePlus(() => Promise.resolve(change)),
    ...(prepare === undefined ? {} : { forAdapter: prepare }),
  };
};

const switched = (switches: object): Arrangement => ({
  prepare: alicePlus(async ({ simulator }) => {
    await simulator.call('PUT', '/simulator/switches', switches);
  }),
});

/** Another send to her is under way, and stays so. */
const whileBusy: Prepare = alicePlus(async ({ simulator }) => {
  simulator.simulator.setFaults({ sequence: [{ api: 'send', effect: 'hang' }] });
  void simulator.send(messageTo(alice)).catch(() => undefined);
  for (;;) {
    if ((await simulator.call('GET', '/simulator/requests')).json['send'] === 1) return;
    await sleep(5);
  }
});

const withDeadToken = (kill: (stage: Stage) => unknown): Arrangement => ({
  prepare: alicePlus(async (stage) => {
    await stage.token();
    await kill(stage);
  }),
});

export const subscribeSend: ContractApi = {
  api: 'subscribeMessage.send',
  adapter: { path: paths.send, call, expectation },
  arrange: {
    'send.ok': accepted,
    'send.ok.noMsgid': faulty({ effect: 'body', at: 'after', body: '{"errcode":0,"errmsg":"ok"}' }),
    'send.-1': refusing(-1),
    'send.40001': withDeadToken((stage) =>
      stage.simulator.call('POST', '/simulator/tokens/revoke'),
    ),
    'send.40014': wrong(40014, { query: { access_token: 'short' } }),
    'send.42001': withDeadToken((stage) => stage.simulator.advance(7200_000)),
    'send.41001': wrong(41001, { query: { access_token: '' } }),
    'send.40003': {
      prepare: () => Promise.resolve({ body: { touser: openIdOf('nobody'), template_id: jh } }),
    },
    'send.40037': {
      prepare: alicePlus(() =>
        Promise.resolve({ body: { touser: alice, template_id: 'T'.repeat(43) } }),
      ),
    },
    'send.40036': refusing(40036),
    'send.41030': switched({ pages: ['pages/index/index'] }),
    'send.43101': {
      prepare: async ({ simulator }) => {
        await simulator.call('POST', '/simulator/phones/alice/subscribe', {
          tmplIds: [jh],
          answer: 'reject',
        });
        return toAlice;
      },
    },
    'send.43107': refusing(43107),
    'send.43108': { prepare: whileBusy },
    'send.43116': switched({ bannedTemplates: [jh] }),
    'send.43117': refusing(43117),
    'send.44002': wrong(44002, { body: '' }),
    'send.45009': switched({ dailyLimit: 0 }),
    'send.45011': refusing(45011),
    'send.45168': refusing(45168),
    'send.47001': wrong(47001, { body: '{' }),
    'send.48001': refusing(48001),
    'send.48004': refusing(48004),
    'send.50002': refusing(50002),
    'send.40164': refusing(40164),
    'send.47003.thing21': accepted,
    'send.47003.empty': accepted,
    'send.47003.emptyTypo': accepted,
    'send.47003.number': accepted,
    'send.47003.charstrChinese': accepted,
    'send.47003.newline': accepted,
    'send.47003.missingKey': accepted,
    'send.oldHint': faulty({
      effect: 'body',
      body: '{"errcode":47003,"errmsg":"argument invalid! hint: [1lUV709583935] data.phrase1.value invalid"}',
    }),
    'send.timeoutAfterWrite': faulty({ effect: 'hang', at: 'after' }),
    'send.resetAfterWrite': faulty({ effect: 'reset', at: 'after' }),
    'send.connectRefused': accepted,
    'send.dns': accepted,
    'send.502html': faulty({ effect: 'status', status: 502 }),
    'send.emptyBody': faulty({ effect: 'body', body: '' }),
    'send.unknownErrcode': refusing(99999, 'something new'),
    // The first took her only acceptance, whatever we heard of it.
    'send.timeoutThen43101': faulty({ effect: 'hang', at: 'after' }),
  },
};
