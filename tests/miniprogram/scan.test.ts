import { expect } from 'chai';
import fc from 'fast-check';
import { createCore } from '../../miniprogram/logic/core.js';
import { entranceOfQuery, entranceOfScan } from '../../miniprogram/logic/scan.js';
import { fakePhone, loginReply, problem, type Said } from './fake-phone.js';
import { ticketOf } from './samples.js';

const code = 'b2Xk_9-aQ.17~z';

describe('What a page is opened with', () => {
  it('is a ticket, as messages name it', () =>
    expect(entranceOfQuery({ ticketId: 'demo-20250303-12' })).to.deep.equal({
      kind: 'ticket',
      ticketId: 'demo-20250303-12',
    }));

  it('is a code in `scene`, written as WeChat writes it', () => {
    expect(entranceOfQuery({ scene: encodeURIComponent(code) })).to.deep.equal({
      kind: 'code',
      code,
    });
    expect(entranceOfQuery({ scene: 'q.abcdef' })).to.deep.equal({
      kind: 'code',
      code: 'q.abcdef',
    });
  });

  it('is nothing where it is anything else', () => {
    const queries: readonly Record<string, string>[] = [
      {},
      { scene: '' },
      { scene: '%E0%A4%A' },
      { scene: 'short' },
      { scene: 'x'.repeat(33) },
      { scene: '请取号请取号' },
      { ticketId: '../me' },
      { ticketId: '' },
      { other: 'abcdefgh' },
    ];
    for (const query of queries)
      expect(entranceOfQuery(query), JSON.stringify(query)).to.deep.equal({ kind: 'none' });
  });

  it('is never more than a code or an id, whatever somebody writes into a code', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (scene, ticketId) => {
        for (const query of [{ scene }, { ticketId }, { scene, ticketId }]) {
          const found = entranceOfQuery(query);
          if (found.kind === 'code') expect(found.code).to.match(/^[0-9A-Za-z._~-]{6,32}$/);
          if (found.kind === 'ticket') expect(found.ticketId).to.match(/^[0-9A-Za-z][\w.:-]*$/);
        }
      }),
    );
  });
});

describe('What a scan finds', () => {
  for (const [name, scanned] of [
    [
      'a mini-program code',
      { path: `pages/index/index?scene=${encodeURIComponent(code)}`, result: '' },
    ],
    ['its path as text', { path: null, result: `nearturn-sim:pages/index/index?scene=${code}` }],
    ['the code as text', { path: null, result: ` ${code}\n` }],
  ] as const)
    it(`is the code in ${name}`, () =>
      expect(entranceOfScan(scanned)).to.deep.equal({ kind: 'code', code }));

  it('is nothing in the codes of others', () => {
    for (const result of ['https://example.com/?x=1', '6901234567892 bread', '', 'WIFI:S:x;;'])
      expect(entranceOfScan({ path: null, result })).to.deep.equal({ kind: 'none' });
    expect(entranceOfScan({ path: 'pages/other/other', result: code })).to.deep.equal({
      kind: 'none',
    });
  });
});

describe('A code that was scanned', () => {
  const base = 'https://queue.test';
  const queue = {
    kind: 'queue',
    hallId: 'demo',
    hallName: '办事大厅',
    queueId: 'A',
    queueName: '综合业务',
    waiting: 7,
    paused: false,
    holdersTakeNumbers: true,
    bookableDays: null,
  };
  const serving = (answers: Readonly<Record<string, Said | 'lost'>>) => {
    const phone = fakePhone();
    phone.serve(({ url }) => {
      if (url.endsWith('/login')) return loginReply();
      const path = Object.keys(answers).find((one) => url.endsWith(one));
      return (path === undefined ? undefined : answers[path]) ?? problem(404, 'not_found');
    });
    return { phone, core: createCore(phone.platform, base) };
  };

  it('of a slip binds its ticket', async () => {
    const { phone, core } = serving({
      '/tickets/bind': { status: 200, body: ticketOf() },
    });
    expect(await core.enter('slip-code')).to.deep.equal({ kind: 'ticket', ticketId: 't1' });
    expect(phone.requests.at(-1)?.body).to.deep.equal({ bindCode: 'slip-code' });
    for (const { url } of phone.requests) expect(url, 'in no address').not.to.contain('slip-code');
  });

  it('of a poster offers its queue, and takes one number under one key however often it is tried', async () => {
    const answers: Record<string, Said | 'lost'> = {
      '/codes/q.poster': { status: 200, body: queue },
      '/halls/demo/queues/A/tickets': problem(503, 'wechat_unavailable'),
    };
    const { phone, core } = serving(answers);
    const found = await core.enter('q.poster');
    const { kind: _kind, ...fields } = queue;
    expect(found).to.deep.equal({ kind: 'queue', queue: fields });
    if (found.kind !== 'queue') return;
    expect((await core.takeNumber(found.queue)).ok).to.equal(false);
    answers['/halls/demo/queues/A/tickets'] = { status: 201, body: { ticketId: 't9' } };
    expect(await core.takeNumber(found.queue)).to.deep.equal({ ok: true, value: 't9' });
    expect(await core.takeNumber(found.queue)).to.deep.equal({ ok: true, value: 't9' });
    const [first, second, third] = phone.requests
      .filter(({ url }) => url.endsWith('/queues/A/tickets'))
      .map(({ headers }) => headers['idempotency-key']);
    expect(second).to.equal(first);
    expect(third, 'a number more is another act').not.to.equal(first);
  });

  it('takes no number where the hall gives none to phones', async () => {
    const { phone, core } = serving({});
    const { kind: _kind, ...fields } = queue;
    const closed = await core.takeNumber({ ...fields, holdersTakeNumbers: false });
    const paused = await core.takeNumber({ ...fields, paused: true });
    expect([closed, paused].map((one) => (one.ok ? '' : one.problem.code))).to.deep.equal([
      'holders_take_no_numbers',
      'queue_paused',
    ]);
    expect(phone.requests).to.deep.equal([]);
  });

  it('says so, too, where the hall has stopped since its poster was read', async () => {
    const { core } = serving({ '/halls/demo/queues/A/tickets': problem(403, 'forbidden') });
    const { kind: _kind, ...fields } = queue;
    const taken = await core.takeNumber(fields);
    expect(taken.ok ? '' : taken.problem.code).to.equal('holders_take_no_numbers');
  });

  it('says what is wrong with it', async () => {
    const { core } = serving({ '/tickets/bind': problem(409, 'ticket_bound') });
    const found = await core.enter('taken-code');
    expect(found.kind === 'problem' ? found.problem.code : '').to.equal('ticket_bound');
  });

  it('is looked up where it is no bind code, and may mean what we do not know', async () => {
    const { core } = serving({
      '/tickets/bind': problem(404, 'unknown_bind_code'),
      '/codes/unknown': problem(404, 'unknown_code'),
      '/codes/new-kind': { status: 200, body: { kind: 'a kind of next year' } },
    });
    const codes = [];
    for (const one of ['unknown', 'new-kind']) {
      const found = await core.enter(one);
      codes.push(found.kind === 'problem' ? found.problem.code : found.kind);
    }
    expect(codes).to.deep.equal(['unknown_code', 'unreadable']);
  });
});
