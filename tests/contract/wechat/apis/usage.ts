import type { ContractApi } from '../harness.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';

const clearsPerMonth = 10;

export const clearQuota: ContractApi = {
  api: 'clearQuota',
  adapter: {
    path: '/cgi-bin/clear_quota',
    call: async (client) => callFactsOf(await client.usage.clearQuota()),
    expectation: callExpectation,
  },
  arrange: {
    'quota.clear.48006': {
      prepare: async (stage, request) => {
        const url = `/cgi-bin/clear_quota?access_token=${await stage.token()}`;
        for (let cleared = 0; cleared < clearsPerMonth; cleared += 1)
          await stage.simulator.call('POST', url, request.body);
      },
    },
  },
};

export const getApiQuota: ContractApi = {
  api: 'getApiQuota',
  adapter: {
    path: '/cgi-bin/openapi/quota/get',
    call: async (client, request) =>
      callFactsOf(await client.usage.quota(String(request.body?.['cgi_path']))),
    expectation: callExpectation,
  },
  arrange: { 'quota.get.ok': {} },
};
