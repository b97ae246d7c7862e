import { openIdOf } from '../../../../simulator/simulator.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, CaseRequest, ContractApi, RequestChange } from '../harness.js';
import type { Stage } from '../stage.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';

const path = '/cgi-bin/message/custom/send';
const alice: RequestChange = { body: { touser: openIdOf('alice') } };

const wrote = ({ simulator }: Stage): Promise<RequestChange> => {
  simulator.simulator.chatOpened('alice', 'message');
  return Promise.resolve(alice);
};

const faulty = (errcode: number, errmsg?: string): Arrangement => ({
  prepare: async (stage) => {
    const text = errmsg === undefined ? {} : { errmsg };
    await nextFaults({ api: 'kefu_send', effect: 'errcode', errcode, ...text })(stage);
    return wrote(stage);
  },
});

const textIn = ({ body }: CaseRequest): string => {
  const text = body?.['text'];
  return typeof text === 'object' && text !== null && 'content' in text ? String(text.content) : '';
};

/** The person entered the chat, and more than a minute has passed. */
const leftAlone = ({ simulator }: Stage): Promise<RequestChange> => {
  simulator.simulator.chatOpened('alice', 'entering');
  simulator.advance(60_000);
  return Promise.resolve(alice);
};

const answeredFiveTimes = async (stage: Stage, request: CaseRequest): Promise<RequestChange> => {
  await wrote(stage);
  const url = `${path}?access_token=${await stage.token()}`;
  const body = { ...request.body, touser: openIdOf('alice') };
  for (let sent = 0; sent < 5; sent += 1) await stage.simulator.call('POST', url, body);
  return alice;
};

export const customerServiceSend: ContractApi = {
  api: 'customerServiceMessage.send',
  adapter: {
    path,
    call: async (client, request) =>
      callFactsOf(
        await client.customerService.sendText(String(request.body?.['touser']), textIn(request)),
      ),
    expectation: callExpectation,
  },
  arrange: {
    'kefu.ok': { prepare: wrote },
    'kefu.45015': { prepare: leftAlone },
    'kefu.45047': { prepare: answeredFiveTimes },
    'kefu.70000': faulty(70000, ''),
    'kefu.-1': faulty(-1),
    'kefu.40001': {
      prepare: async (stage) => {
        await stage.token();
        await stage.simulator.call('POST', '/simulator/tokens/revoke');
        return wrote(stage);
      },
    },
  },
};
