import { expect } from 'chai';
import { openIdOf } from '../../../simulator/simulator.js';
import { createWeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { startSimulator } from '../../simulator/rig.js';
import { appId, handClock, messageRequest, secret } from './rig.js';

describe("what an operator asks WeChat about the service's calls", () => {
  it('is how much is used, why a call failed, and to count anew', async () => {
    const simulator = await startSimulator();
    const baseUrl = simulator.simulator.url;
    const client = createWeChatClient({ appId, secret, clock: handClock(), baseUrl });
    simulator.simulator.accept('anna', ['none']);
    const openId = openIdOf('anna');
    const failed = await client.sender.send(openId, messageRequest);
    const path = '/cgi-bin/message/subscribe/send';
    expect(await client.usage.quota(path)).to.deep.equal({
      outcome: 'ok',
      value: { dailyLimit: 10_000_000, used: 1, remain: 9_999_999 },
    });
    const rid = 'reason' in failed ? (/rid: (\S+)/.exec(failed.reason)?.[1] ?? '') : '';
    const explained = await client.usage.explain(rid);
    if (explained.outcome !== 'ok') expect.fail(explained.reason);
    expect(explained.value).to.include({ path, invokedAt: 1_700_000_000 });
    expect(explained.value.response).to.include('40037');
    const token = await client.tokens.get();
    for (const kept of [openId, token.ok ? token.token : ''])
      expect(JSON.stringify(explained)).not.to.include(kept);
    expect((await client.usage.clearQuota()).outcome).to.equal('ok');
    expect(await client.usage.quota(path)).to.have.nested.property('value.used', 0);
    client.close();
    await simulator.close();
  });

  it('is refused for a rid that WeChat does not know, or that is none', async () => {
    const simulator = await startSimulator();
    const baseUrl = simulator.simulator.url;
    const client = createWeChatClient({ appId, secret, clock: handClock(), baseUrl });
    expect(await client.usage.explain('6-5-4')).to.include({ outcome: 'refused', errcode: 76001 });
    expect(await client.usage.explain('x&y')).to.include({ outcome: 'refused', errcode: null });
    expect(await client.usage.quota('/nothing')).to.include({ errcode: 76021 });
    client.close();
    await simulator.close();
  });
});
