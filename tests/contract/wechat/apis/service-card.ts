import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultInput } from '../../../../simulator/faults.js';
import { openIdOf } from '../../../../simulator/simulator.js';
import type { SendOutcome } from '../../../../src/application/ports/message-sender.js';
import type { CardContent, CardRequest } from '../../../../src/domain/message/card.js';
import type { ContractCase } from '../../../infrastructure/wechat/contract-cases.js';
import { paths } from '../../../infrastructure/wechat/scripted-wechat.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, CaseRequest, ContractApi, RequestChange } from '../harness.js';
import type { Stage } from '../stage.js';

const alice = openIdOf('alice');

const factsOf = (outcome: SendOutcome): object => {
  if (outcome.outcome === 'sent') return outcome;
  const { reason: _reason, ...facts } = outcome;
  return facts;
};

/** The failure table, where a class of the contract alone does not say what we do. */
const byErrcode: Readonly<Record<number, object>> = {
  // "system error": it may have been shown all the same.
  85431: { outcome: 'deferred', scope: 'network', possiblySent: true },
  85449: { outcome: 'deferred', scope: 'person', possiblySent: false },
};

const expectation = ({ errcode, policy }: ContractCase): object =>
  errcode === 0 || errcode === null
    ? { outcome: 'sent', msgid: null }
    : { ...(byErrcode[errcode] ?? { outcome: 'rejected', class: policy }), errcode };

const holderIn = ({ body = {} }: CaseRequest) => ({
  openId: String(body['openid']),
  code: String(body['notify_code']),
});

const cardIn = ({ body = {} }: CaseRequest): CardRequest =>
  ({
    channel: 'card',
    notify_type: body['notify_type'],
    content_json: JSON.parse(String(body['content_json'])) as CardContent,
  }) as CardRequest;

const call: NonNullable<ContractApi['adapter']>['call'] = async (client, request) =>
  factsOf(await client.cards.set(holderIn(request), cardIn(request)));

type Prepare = NonNullable<Arrangement['prepare']>;

/** Alice has tapped; then whatever else the case needs. */
const tapped =
  (more: (stage: Stage, code: string) => Promise<RequestChange | void>): Prepare =>
  async (stage) => {
    const { json } = await stage.simulator.call('POST', '/simulator/phones/alice/live-activity', {
      type: 1005,
    });
    const code = String(json['code']);
    const change = (await more(stage, code)) ?? {};
    const given = typeof change.body === 'object' ? change.body : {};
    return { ...change, body: { openid: alice, notify_code: code, ...given } };
  };

const withBody = (body: object): Arrangement => ({
  prepare: tapped(() => Promise.resolve({ body })),
});

const faulty = (api: FaultInput['api'], errcode: number): Arrangement => {
  const next = nextFaults({ ...(api === undefined ? {} : { api }), effect: 'errcode', errcode });
  return {
    prepare: tapped(async (stage) => {
      await next(stage);
    }),
  };
};
const refusing = (errcode: number): Arrangement => faulty('set_user_notify', errcode);

const contentOf = (content: object): object => ({ content_json: JSON.stringify(content) });

const near = {
  cur_status: 2,
  queue_number: 'A121',
  current_number: 'A118',
  wxa_path_query: 'pages/index/index',
};
const { current_number: _left, ...lacking } = near;

const show = async (stage: Stage, code: string, content: object): Promise<void> => {
  const body = { openid: alice, notify_type: 1005, notify_code: code, ...contentOf(content) };
  const path = `/wxa/set_user_notify?access_token=${await stage.token()}`;
  await stage.simulator.call('POST', path, body);
};

/** Another update of the card is under way, and stays so. */
const whileBusy: Prepare = tapped(async (stage, code) => {
  stage.simulator.simulator.setFaults({ sequence: [{ api: 'set_user_notify', effect: 'hang' }] });
  void show(stage, code, near).catch(() => undefined);
  for (;;) {
    const { json } = await stage.simulator.call('GET', '/simulator/requests');
    if (json['set_user_notify'] === 1) return;
    await sleep(5);
  }
});

export const setUserNotify: ContractApi = {
  api: 'setUserNotify',
  adapter: { path: paths.setCard, call, expectation },
  arrange: {
    'card.ok': withBody({}),
    'card.40003': withBody({ openid: openIdOf('bob') }),
    'card.85431': refusing(85431),
    'card.85433': refusing(85433),
    'card.85434': withBody({ notify_type: 1004 }),
    'card.85435': {
      prepare: tapped(() => Promise.resolve({ body: { content_json: 'no JSON' } })),
      // The adapter writes JSON.
      forAdapter: refusing(85435).prepare ?? (() => Promise.resolve()),
    },
    'card.85436': {
      prepare: tapped(async ({ simulator }) => {
        await simulator.call('PUT', '/simulator/phones/alice/cards', { codeState: 2 });
      }),
    },
    'card.85437': withBody({ notify_code: 'p1.a-code-that-nobody-gave' }),
    'card.85438': {
      prepare: tapped(async (stage) => {
        await stage.token();
        stage.simulator.advance(5 * 60_000);
      }),
    },
    'card.85439': {
      prepare: tapped(async (stage, code) => {
        await show(stage, code, near);
        const waits = { min_wait_time: 0, max_wait_time: 0 };
        return { body: contentOf({ ...near, ...waits, cur_status: 1 }) };
      }),
    },
    'card.85440': withBody(contentOf(lacking)),
    'card.85441': withBody(contentOf({ ...near, queue_number: '甲121' })),
    'card.85442': refusing(85442),
    'card.85443': refusing(85443),
    'card.85448': refusing(85448),
    'card.85449': { prepare: whileBusy },
    'card.85461': refusing(85461),
    'card.85462': refusing(85462),
  },
};

export const getUserNotify: ContractApi = {
  api: 'getUserNotify',
  adapter: {
    path: paths.getCard,
    call: async (client, request) => callFactsOf(await client.cards.get(holderIn(request))),
    expectation: callExpectation,
  },
  arrange: {
    'card.get.ok': {
      prepare: tapped((stage, code) => show(stage, code, near)),
    },
  },
};
