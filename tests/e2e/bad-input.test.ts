import { expect } from 'chai';
import { services } from '../../src/composition/di/services.js';
import type { Hall } from './hall.js';
import { said, type Refusal } from './http.js';
import type { Phone } from './phone.js';
import { startRig, type Rig } from './rig.js';

/** Method, path, body, and the field that the answer must name. */
type Bad = readonly [method: string, path: string, body: unknown, field: string];

const hallCases = (hall: Hall): readonly Bad[] => [
  ['PUT', hall.path, {}, 'name'],
  ['PUT', hall.path, { name: '' }, 'name'],
  ['PUT', hall.path, { name: 7 }, 'name'],
  ['PUT', hall.path, { name: 'two\nlines' }, 'name'],
  ['PUT', hall.path, { name: 'x', timeZone: 'Mars/Olympus' }, 'timeZone'],
  ['PUT', hall.path, { name: 'x', busyWindow: 'explode' }, 'busyWindow'],
  ['PUT', hall.path, { name: 'x', transferPlace: null }, 'transferPlace'],
  ['PUT', hall.path, { name: 'x', colour: 'red' }, 'colour'],
  ['PUT', hall.path, { name: 'x', messages: { smoke: { enabled: true } } }, 'messages.smoke'],
  ['PUT', hall.path, { name: 'x', messages: { queued: {} } }, 'messages.queued.enabled'],
  [
    'PUT',
    hall.path,
    { name: 'x', messages: { queued: { enabled: true, ttlSeconds: 0 } } },
    'messages.queued.ttlSeconds',
  ],
  ['PUT', '/api/v1/halls/-bad', { name: 'x' }, 'hallId'],
  ['PUT', `${hall.path}/queues/C`, { name: 'C' }, 'prefix'],
  ['PUT', `${hall.path}/queues/C`, { name: 'C', prefix: 'c' }, 'prefix'],
  ['PUT', `${hall.path}/queues/C`, { name: 'C', prefix: 'ABCDE' }, 'prefix'],
  [
    'PUT',
    `${hall.path}/queues/C`,
    { name: 'C', prefix: 'C', nearTurnThreshold: -1 },
    'nearTurnThreshold',
  ],
  [
    'PUT',
    `${hall.path}/queues/C`,
    { name: 'C', prefix: 'C', nearTurnThreshold: 1.5 },
    'nearTurnThreshold',
  ],
  ['PUT', `${hall.path}/windows/9`, { name: '9' }, 'queueIds'],
  ['PUT', `${hall.path}/windows/9`, { name: '9', queueIds: 'A' }, 'queueIds'],
  ['PUT', `${hall.path}/windows/9`, { name: '9', queueIds: ['A', 'A'] }, 'queueIds'],
  ['POST', `${hall.path}/queues/A/pause`, { now: true }, 'now'],
  ['POST', `${hall.path}/queues/A/resume`, { now: true }, 'now'],
  ['POST', `${hall.path}/close-day`, { force: true }, 'force'],
  ['POST', `${hall.path}/open-day`, { force: true }, 'force'],
  ['POST', '/api/v1/tokens', {}, 'role'],
  ['POST', '/api/v1/tokens', { role: 'king', label: 'x' }, 'role'],
  ['POST', '/api/v1/tokens', { role: 'kiosk', label: 'x' }, 'hallId'],
  ['POST', '/api/v1/tokens', { role: 'auditor', windowIds: ['1'], label: 'x' }, 'windowIds'],
  ['POST', '/api/v1/tokens', { role: 'auditor' }, 'label'],
];

const counterCases = (hall: Hall): readonly Bad[] => {
  const window = `${hall.path}/windows/1`;
  const simple = ['call-next', 'recall', 'start', 'complete', 'no-show', 'open', 'close'];
  return [
    ...simple.map((command): Bad => ['POST', `${window}/${command}`, { loud: true }, 'loud']),
    ['POST', `${window}/call`, {}, 'number'],
    ['POST', `${window}/call`, { number: 'A001', ticketId: 'x' }, 'number'],
    ['POST', `${window}/call`, { number: 12 }, 'number'],
    ['POST', `${window}/call`, { number: '叫号' }, 'number'],
    ['POST', `${window}/hold`, { kind: 'forever' }, 'kind'],
    ['POST', `${window}/hold`, { kind: 'until' }, 'until'],
    ['POST', `${window}/hold`, { kind: 'any_window', until: '2099-01-01T00:00:00Z' }, 'until'],
    ['POST', `${window}/hold`, { kind: 'until', until: '2099-02-30T00:00:00Z' }, 'until'],
    ['POST', `${window}/hold`, { kind: 'until', until: '2099-01-01T00:00:00' }, 'until'],
    ['POST', `${window}/hold`, { kind: 'until', until: '2020-01-01T00:00:00Z' }, 'until'],
    ['POST', `${window}/transfer`, {}, 'toQueueId'],
    ['POST', `${window}/transfer`, { toQueueId: 'A', toWindowId: '1' }, 'toQueueId'],
    ['POST', `${window}/pause`, { reason: 7 }, 'reason'],
    ['POST', `${hall.path}/queues/A/tickets`, { priority: 'urgent' }, 'priority'],
    ['POST', `${hall.path}/queues/A/tickets`, { number: 'B001' }, 'number'],
    ['POST', `${hall.path}/queues/A/tickets`, { number: 'A1' }, 'number'],
    ['POST', `${hall.path}/queues/A/tickets`, { openId: 'o1' }, 'openId'],
    ['POST', `${hall.path}/tickets/x/return`, { position: 'middle' }, 'position'],
    ['POST', `${hall.path}/tickets/x/return`, { position: { after: -1 } }, 'position.after'],
    ['POST', `${hall.path}/tickets/x/resume`, { now: 1 }, 'now'],
    ['POST', `${hall.path}/tickets/x/cancel`, { why: 'x' }, 'why'],
    ['POST', `${hall.path}/call-events`, {}, 'events'],
    ['POST', `${hall.path}/call-events`, { events: [] }, 'events'],
    ['POST', `${hall.path}/call-events`, { events: {} }, 'events'],
    ['POST', '/api/v1/audit/replays', { hallId: hall.hallId }, 'businessDay'],
    [
      'POST',
      '/api/v1/audit/replays',
      { hallId: hall.hallId, businessDay: '2025-02-30' },
      'businessDay',
    ],
    [
      'POST',
      '/api/v1/audit/replays',
      { hallId: hall.hallId, businessDay: '2025-03-01', threshold: -1 },
      'threshold',
    ],
  ];
};

const holderCases = (ticketId: string): readonly Bad[] => {
  const path = `/api/v1/tickets/${ticketId}`;
  return [
    ['POST', '/api/v1/wechat/login', {}, 'code'],
    ['POST', '/api/v1/wechat/login', { code: '' }, 'code'],
    ['POST', '/api/v1/wechat/login', { code: 'x', openId: 'o1' }, 'openId'],
    ['POST', '/api/v1/tickets/bind', {}, 'bindCode'],
    ['POST', '/api/v1/tickets/bind', { bindCode: 7 }, 'bindCode'],
    ['POST', `${path}/subscriptions`, {}, 'results'],
    ['POST', `${path}/subscriptions`, { results: [] }, 'results'],
    ['POST', `${path}/subscriptions`, { results: {}, profile: { age: 3 } }, 'profile.age'],
    ['POST', `${path}/cancel`, { why: 'x' }, 'why'],
  ];
};

describe('bad input', () => {
  let rig: Rig;
  let hall: Hall;
  let phone: Phone;
  let ticketId: string;
  before(async () => {
    rig = await startRig();
    hall = await rig.hall();
    const held = await hall.holder();
    ({ phone } = held);
    ({ ticketId } = held.ticket);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.settled();
  });
  after(() => rig.close());

  /** Where the log ends: the same as before when nothing was written. */
  const end = () => rig.service.container.get(services.eventStore).end(['']);

  const refused = async (cases: readonly Bad[], caller = rig.admin): Promise<void> => {
    const before = await end();
    const wrong: string[] = [];
    for (const [method, path, body, field] of cases) {
      const answer = await caller.ask<Refusal>(method, path, { body });
      const named = answer.body.errors?.map((error) => error.path) ?? [];
      if (answer.status !== 400 || !named.some((one) => one === field))
        wrong.push(`${method} ${path} ${JSON.stringify(body)}: ${said(answer)} ${named.join()}`);
    }
    expect(wrong).to.deep.equal([]);
    expect(await end()).to.equal(before);
  };

  it('of an admin is answered 400 that names the field, and nothing is written', () =>
    refused(hallCases(hall)));

  it('of a counter is answered 400 that names the field, and nothing is written', () =>
    refused(counterCases(hall)));

  it('of a holder is answered 400 that names the field, and nothing is written', () =>
    refused(holderCases(ticketId), phone.caller));

  it('in an address is named too', async () => {
    const queries = ['limit=0', 'limit=501', 'limit=x', 'cursor=zz', 'hallId=-', 'colour=red'];
    await refused(
      queries.map((query): Bad => {
        const field = query.split('=')[0] ?? '';
        return ['GET', `/api/v1/audit/tickets?${query}`, undefined, field];
      }),
    );
  });

  it('leaves a hall as it was', async () => {
    expect((await rig.admin.get<{ name: string }>(hall.path)).name).to.equal('测试大厅');
  });
});
