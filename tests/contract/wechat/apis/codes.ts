import type { Api } from '../../../../simulator/faults.js';
import type { WeChatClient } from '../../../../src/infrastructure/wechat/wechat-client.js';
import { nextFaults } from '../harness.js';
import type { Arrangement, CaseRequest, ContractApi } from '../harness.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';

const textOf = ({ body }: CaseRequest, field: string): string => String(body?.[field] ?? '');

/** A request that WeChat refuses, and that the adapter never makes. */
const refused = (api: Api, body: object, errcode: number): Arrangement => ({
  prepare: () => Promise.resolve({ body }),
  forAdapter: nextFaults({ api, effect: 'errcode', errcode }),
});

const drawUnlimited = async (client: WeChatClient, request: CaseRequest): Promise<object> =>
  callFactsOf(
    await client.codes.unlimited({
      scene: textOf(request, 'scene'),
      page: textOf(request, 'page'),
    }),
  );

export const getUnlimitedQRCode: ContractApi = {
  api: 'getUnlimitedQRCode',
  adapter: {
    path: '/wxa/getwxacodeunlimit',
    call: drawUnlimited,
    expectation: callExpectation,
  },
  arrange: {
    'qr.unlimit.ok': {},
    'qr.unlimit.40097': refused('getwxacodeunlimit', { width: 20 }, 40097),
    'qr.unlimit.40129': refused('getwxacodeunlimit', { scene: '大厅' }, 40129),
    'qr.unlimit.40169': refused('getwxacodeunlimit', { scene: 'x'.repeat(33) }, 40169),
    'qr.unlimit.41030': {
      prepare: async ({ simulator }) => {
        await simulator.call('PUT', '/simulator/switches', { pages: ['pages/index/index'] });
      },
    },
    'qr.unlimit.85096': {
      prepare: () => Promise.resolve({ body: { scene: 'scancode_time=1' } }),
    },
    'qr.unlimit.45009': { account: { codesPerMinute: 0 } },
  },
};

export const createQRCode: ContractApi = {
  api: 'createQRCode',
  adapter: {
    path: '/cgi-bin/wxaapp/createwxaqrcode',
    call: async (client, request) =>
      callFactsOf(
        await client.codes.limited({ api: 'createwxaqrcode', path: textOf(request, 'path') }),
      ),
    expectation: callExpectation,
  },
  arrange: {
    'qr.create.ok': {},
    'qr.create.40159': refused('createwxaqrcode', { path: 'p'.repeat(129) }, 40159),
    'qr.create.45029': { account: { limitedCodes: 0 } },
  },
};
