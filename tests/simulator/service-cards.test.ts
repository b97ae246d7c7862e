import { expect } from 'chai';
import { join } from 'node:path';
import { openIdOf } from '../../simulator/simulator.js';
import { temporaryDir } from '../e2e/rig.js';
import { startSimulator, type Called, type SimulatorRig } from './rig.js';

const day = 24 * 3_600_000;
const minute = 60_000;
const alice = openIdOf('alice');
const waiting = {
  cur_status: 1,
  queue_number: 'A121',
  current_number: 'A101',
  min_wait_time: 600,
  max_wait_time: 900,
  table_type: '大桌',
  wxa_path_query: 'pages/index/index',
};
const { min_wait_time: _min, max_wait_time: _max, ...bare } = waiting;
const near = { ...bare, cur_status: 2 };

describe('the simulated service cards', () => {
  let rig: SimulatorRig;
  let code: string;
  beforeEach(async () => {
    rig = await startSimulator();
    code = await tap();
  });
  afterEach(() => rig.close());

  const tap = async (name = 'alice', type = 1005): Promise<string> => {
    const path = `/simulator/phones/${name}/live-activity`;
    return String((await rig.call('POST', path, { type })).json['code']);
  };
  const call = async (path: string, more: object): Promise<Called> =>
    rig.call('POST', `${path}?access_token=${await rig.token()}`, {
      openid: alice,
      notify_type: 1005,
      notify_code: code,
      ...more,
    });
  const set = async (content: object, more: object = {}): Promise<unknown> =>
    (await call('/wxa/set_user_notify', { content_json: JSON.stringify(content), ...more })).json[
      'errcode'
    ];
  const get = async (): Promise<Called> => call('/wxa/get_user_notify', {});
  const cards = async () => (await rig.call('GET', '/simulator/cards?user=alice')).json['items'];

  it('go from 排队中 to 即将叫号, and not back', async () => {
    expect([await set(waiting), await set(waiting), await set(near), await set(near)]) //
      .to.deep.equal([0, 0, 0, 0]);
    expect(await set(waiting)).to.equal(85439);
    expect(await set({ ...near, cur_status: 3 })).to.equal(85439);
    const [card] = (await cards()) as { content: object; updates: number }[];
    expect(card).to.deep.include({ content: near, updates: 4 });
    expect(JSON.stringify(card)).not.to.include(code);
  });

  it('may begin with either state', async () => {
    expect(await set(near)).to.equal(0);
  });

  it('want each required field, and each in its form', async () => {
    for (const field of ['queue_number', 'current_number', 'min_wait_time', 'wxa_path_query'])
      expect(await set({ ...waiting, [field]: undefined }), field).to.equal(85440);
    for (const bad of [
      { queue_number: '甲1' },
      { queue_number: 'A'.repeat(33) },
      { min_wait_time: '600' },
      { table_type: '超大桌' },
    ])
      expect(await set({ ...waiting, ...bad }), JSON.stringify(bad)).to.equal(85441);
    expect(await set({ ...waiting, queue_number: 'a_~-/.9' })).to.equal(0);
  });

  it('live five minutes until the first update, and a day from then on', async () => {
    rig.advance(5 * minute - 1);
    expect(await set(waiting)).to.equal(0);
    rig.advance(day - 1);
    expect(await set(waiting)).to.equal(0);
    rig.advance(1);
    expect(await set(near)).to.equal(85438);
    code = await tap();
    rig.advance(5 * minute);
    expect(await set(waiting)).to.equal(85438);
  });

  it('belong to the person who tapped', async () => {
    expect(await set(waiting, { openid: openIdOf('bob') })).to.equal(40003);
    expect(await set(waiting, { notify_code: 'p1.other' })).to.equal(85437);
    expect(await set(waiting, { notify_type: 1004 })).to.equal(85434);
    expect((await call('/wxa/set_user_notify', { content_json: '[' })).json['errcode']) //
      .to.equal(85435);
  });

  it('tell what they show', async () => {
    const empty = (await get()).json['notify_info'];
    expect(empty).to.include({ content_json: '', code_state: 0, notify_type: 1005 });
    await set(near);
    const shown = (await get()).json['notify_info'] as { content_json: string };
    expect(JSON.parse(shown.content_json)).to.deep.equal(near);
  });

  it('show nothing of what the person has refused, and push why', async () => {
    await rig.call('PUT', '/simulator/push', {
      url: 'http://127.0.0.1:1/wechat/callback',
      token: 't',
      delayMs: 0,
    });
    await rig.call('PUT', '/simulator/phones/alice/cards', { codeState: 10 });
    expect(await set(waiting)).to.equal(0);
    expect((await get()).json['notify_info']).to.include({ content_json: '', code_state: 10 });
    for (;;) {
      const { json } = await rig.call('GET', '/simulator/push');
      const [pushed] = json['pushed'] as { event: string }[];
      if (pushed === undefined) continue;
      expect(pushed.event).to.equal('notify_service_msg_send_result');
      break;
    }
    await rig.call('PUT', '/simulator/phones/alice/cards', { codeState: 2 });
    expect(await set(waiting)).to.equal(85436);
  });

  it('fail like any other call', async () => {
    rig.simulator.setFaults({
      sequence: [{ api: 'set_user_notify', user: 'alice', effect: 'reset', at: 'after' }],
    });
    const lost = await set(near).then(
      () => 'answered',
      () => 'lost',
    );
    expect(lost).to.equal('lost');
    const shown = (await get()).json['notify_info'] as { content_json: string };
    expect(JSON.parse(shown.content_json)).to.deep.equal(near);
  });

  it('take one update at a time', async () => {
    await rig.close();
    rig = await startSimulator({ sendDelayMs: 100 });
    code = await tap();
    const both = await Promise.all([set(waiting), set(waiting)]);
    expect(both.toSorted()).to.deep.equal([0, 85449]);
  });

  it('survive a restart', async () => {
    await rig.close();
    const stateFile = join(temporaryDir(), 'simulator.jsonl');
    rig = await startSimulator({ stateFile });
    code = await tap();
    await set(waiting);
    const before = await cards();
    await rig.close();
    rig = await startSimulator({ stateFile });
    expect(await cards()).to.deep.equal(before);
    expect(await set(near)).to.equal(0);
  });
});
