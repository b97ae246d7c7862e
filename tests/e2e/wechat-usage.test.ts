import { expect } from 'chai';
import { said } from './http.js';
import { startRig } from './rig.js';

describe('what WeChat knows of our calls', () => {
  it('is told to an admin, without token and openid', async () => {
    const rig = await startRig();
    const hall = await rig.hall();
    await rig.simulator.put('/simulator/switches', { pages: [] });
    const { ticket } = await hall.holder();
    const { messageId } = await hall.messageOf(ticket.ticketId, 'rejected');
    const message = await rig.admin.get(`/api/v1/audit/messages/${messageId}`);
    const rid = /rid: ([0-9a-f-]+)/.exec(JSON.stringify(message))?.[1] ?? '';
    const call = await rig.admin.get<object>(`/api/v1/wechat/calls/${rid}`);
    expect(call).to.include({ path: '/cgi-bin/message/subscribe/send' });
    expect(call).to.have.property('response').that.includes('41030');
    expect(call).to.have.all.keys('path', 'at', 'costMs', 'response');
    const other = await rig.admin.ask('GET', '/api/v1/wechat/calls/0000-0000-0000');
    expect(said(other)).to.equal('404 unknown_call');
    const quota = await rig.admin.get('/api/v1/wechat/quota');
    expect(quota).to.include({ dailyLimit: 10_000_000, used: 1 });
    await rig.close();
  });
});
