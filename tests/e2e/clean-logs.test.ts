import { expect } from 'chai';
import { simulatorCredentials } from '../../simulator/simulator.js';
import { startChild, type Child } from './child.js';
import { eventually } from './http.js';
import { openLive } from './live.js';
import { adminToken, fresh, messageTo } from './rig.js';

const userName = '诸葛无名';
const idCard = '110101199003070012';

describe('the logs of a busy process', () => {
  let child: Child;
  before(async () => (child = await startChild({ settings: { LOG_LEVEL: 'debug' } })));
  after(() => child.stop());

  /** One holder's whole way; answers everything secret that came up on it. */
  const wayOf = async (fault: object | null): Promise<readonly string[]> => {
    const hall = await child.hall({ threshold: 0 });
    const before = await hall.issue();
    const kiosk = await hall.token('kiosk');
    const ticket = await hall.issue();
    const phone = await child.phone();
    const { openid } = await child.simulator.post<{ openid: string }>(
      `/simulator/phones/${phone.name}/accept`,
      { templateIds: ['none'] },
    );
    await phone.bind(ticket.bindCode);
    const live = await openLive(`${child.url}/api/v1/tickets/${ticket.ticketId}/live`, {
      token: phone.caller.token,
    });
    await phone.subscribe(ticket.ticketId);
    const path = `/api/v1/tickets/${ticket.ticketId}`;
    await phone.caller.post(`${path}/subscriptions`, {
      results: {},
      profile: { userName, idCard },
    });
    const errmsg = `invalid openid ${openid}`;
    if (fault !== null)
      await child.faults({
        rules: [{ api: 'send', user: phone.name, count: 1, errmsg, ...fault }],
      });
    await hall.on(before.ticketId, 'cancel');
    await hall.settled();
    live.close();
    return [openid, phone.caller.token ?? '', kiosk.token ?? '', ticket.bindCode, before.bindCode];
  };

  const refusals = async (): Promise<readonly string[]> => {
    const code = `user-${fresh()}-secret`;
    const login = () => child.anyone.ask('POST', '/api/v1/wechat/login', { body: { code } });
    await login();
    await login();
    const secret = `nt_${fresh()}${fresh()}`;
    const stranger = child.as(secret);
    await stranger.ask('GET', `/api/v1/me/tickets?access_token=${secret}`);
    await child.anyone.ask('GET', `/nothing/${secret}?token=${secret}`);
    const bindCode = `code${fresh()}`;
    const phone = await child.phone();
    await phone.caller.ask('POST', '/api/v1/tickets/bind', { body: { bindCode } });
    await phone.caller.ask('POST', '/api/v1/tickets/bind', {
      body: { bindCode, [userName]: idCard },
    });
    await phone.caller.ask('DELETE', '/api/v1/me');
    return [code, secret, bindCode];
  };

  it('name no openid, token, bind code, session_key, name or identity number', async () => {
    const faults = [
      null,
      { effect: 'errcode', errcode: 43117 },
      { effect: 'errcode', errcode: 40003 },
      { effect: 'errcode', errcode: 40001 },
      { effect: 'errcode', errcode: 99999 },
      { effect: 'reset', at: 'after' },
      { effect: 'invalid_json', at: 'after' },
      { effect: 'status', status: 502 },
    ];
    const secrets: string[] = [adminToken, userName, idCard, simulatorCredentials.secret];
    for (const fault of faults) secrets.push(...(await wayOf(fault)));
    secrets.push(...(await refusals()));
    const hall = await child.hall();
    const { phone } = await hall.holder();
    await messageTo(child, phone);
    await eventually('the log', async () => child.output().includes('http_request'));
    const lines = child.output().split('\n');
    expect(lines.length).to.be.greaterThan(50);
    const telling = lines.filter((line) =>
      [...secrets, 'session_key', 'access_token', 'Bearer'].some((secret) => line.includes(secret)),
    );
    expect(telling).to.deep.equal([]);
  }).timeout(60_000);

  it('are one JSON object a line, but for what the start says to people', () => {
    const lines = child
      .output()
      .split('\n')
      .filter((line) => line.trim() !== '');
    const others = lines.filter((line) => {
      try {
        return typeof JSON.parse(line) !== 'object';
      } catch {
        return true;
      }
    });
    for (const line of others) expect(line).to.match(/^(nearturn| {2}[a-zA-Z]|\(node|\(Use)/);
  });
});
