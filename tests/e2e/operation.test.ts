import { expect } from 'chai';
import { said } from './http.js';
import { startRig, type Rig } from './rig.js';

const routes = [
  'put /api/v1/halls/{hallId}',
  'get /api/v1/halls/{hallId}',
  'get /api/v1/halls',
  'put /api/v1/halls/{hallId}/queues/{queueId}',
  'put /api/v1/halls/{hallId}/windows/{windowId}',
  'delete /api/v1/halls/{hallId}/queues/{queueId}',
  'delete /api/v1/halls/{hallId}/windows/{windowId}',
  ...['pause', 'resume', 'tickets'].map((x) => `post /api/v1/halls/{hallId}/queues/{queueId}/${x}`),
  ...['close-day', 'open-day', 'call-events'].map((x) => `post /api/v1/halls/{hallId}/${x}`),
  ...['get', 'post'].map((method) => `${method} /api/v1/tokens`),
  'delete /api/v1/tokens/{tokenId}',
  ...[
    'call-next',
    'call',
    'recall',
    'start',
    'complete',
    'no-show',
    'hold',
    'transfer',
    'open',
    'pause',
    'close',
  ].map((x) => `post /api/v1/halls/{hallId}/windows/{windowId}/${x}`),
  ...['return', 'resume', 'cancel'].map(
    (x) => `post /api/v1/halls/{hallId}/tickets/{ticketId}/${x}`,
  ),
  'get /api/v1/halls/{hallId}/tickets',
  'get /api/v1/halls/{hallId}/windows/{windowId}',
  'post /api/v1/wechat/login',
  'post /api/v1/tickets/bind',
  'delete /api/v1/tickets/{ticketId}/binding',
  'post /api/v1/tickets/{ticketId}/subscriptions',
  'get /api/v1/tickets/{ticketId}',
  'get /api/v1/tickets/{ticketId}/live',
  'post /api/v1/tickets/{ticketId}/cancel',
  'get /api/v1/me/tickets',
  'delete /api/v1/me',
  'get /api/v1/halls/{hallId}/board',
  'get /api/v1/halls/{hallId}/board/live',
  ...['messages', 'messages/{messageId}', 'messages.csv', 'messages.ndjson', 'tickets'].map(
    (x) => `get /api/v1/audit/${x}`,
  ),
  'get /api/v1/audit/tickets/{ticketId}',
  'get /api/v1/audit/push-ledger',
  'post /api/v1/audit/replays',
  'delete /api/v1/subscribers/{subscriberId}',
  ...['health/live', 'health/ready', 'metrics', 'openapi.json', 'docs'].map((x) => `get /${x}`),
];

describe('operation and conventions', () => {
  let rig: Rig;
  before(async () => (rig = await startRig({ settings: { RATE_LIMIT: '40' } })));
  after(() => rig.close());

  it('documents every route of the contract in OpenAPI 3.1', async () => {
    const document = await rig.anyone.get<{ openapi: string; paths: Record<string, object> }>(
      '/openapi.json',
    );
    expect(document.openapi).to.match(/^3\.1/);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described).to.include.members(routes);
  });

  it('is live, ready and measured, and has a page of documentation', async () => {
    expect((await rig.anyone.ask('GET', '/health/live')).status).to.equal(200);
    const ready = await rig.anyone.ask<{ ready: boolean }>('GET', '/health/ready');
    expect([ready.status, ready.body.ready]).to.deep.equal([200, true]);
    const metrics = await rig.anyone.ask<string>('GET', '/metrics');
    expect(metrics.headers.get('content-type')).to.match(/^text\/plain/);
    for (const name of [
      'http_request_duration_seconds',
      'append_conflicts_total',
      'messages_in_doubt',
    ])
      expect(metrics.text).to.contain(name);
    const docs = await rig.anyone.ask<string>('GET', '/docs');
    expect(docs.headers.get('content-type')).to.match(/^text\/html/);
    expect(docs.status).to.equal(200);
    const policy = docs.headers.get('content-security-policy');
    expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self'");
  });

  it('answers errors as problem+json with a stable code', async () => {
    const { status, headers, body } = await rig.anyone.ask<Record<string, unknown>>(
      'GET',
      '/nothing',
    );
    expect(status).to.equal(404);
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(body).to.include.keys(['type', 'title', 'status', 'detail', 'code']);
    expect(body).to.include({ status: 404, code: 'not_found' });
  });

  it('takes an absent body for {}, and refuses what is no JSON object', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/queues/A/tickets`;
    const ask = async (raw: string | Uint8Array, type = 'application/json') =>
      said(await rig.admin.ask('POST', path, { raw, headers: { 'content-type': type } }));
    expect((await rig.admin.ask('POST', path)).status).to.equal(201);
    for (const raw of [
      '[]',
      '"x"',
      '1',
      'null',
      'true',
      '{',
      '{"a":1}',
      Uint8Array.of(0x7b, 0xff, 0x7d),
    ])
      expect(await ask(raw), String(raw)).to.equal('400 invalid_request');
    expect(await ask('{}', 'text/plain')).to.equal('415 unsupported_media_type');
    expect(await ask('{}', 'application/json; charset=gbk')).to.equal('415 unsupported_media_type');
    expect(await ask(JSON.stringify({ number: 'x'.repeat(1024 * 1024) }))).to.equal(
      '413 too_large',
    );
    const method = await rig.admin.ask('PATCH', hall.path);
    expect(said(method)).to.equal('405 method_not_allowed');
    expect(method.headers.get('allow')).to.contain('PUT');
  });

  it('limits each token, and health never', async () => {
    const hall = await rig.hall();
    const terminal = await hall.token('terminal');
    const ask = (caller: typeof terminal, path: string) => caller.ask('GET', path);
    const path = `${hall.path}/windows/1`;
    const answers = await Promise.all(Array.from({ length: 120 }, () => ask(terminal, path)));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).to.be.greaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).to.be.at.least(40);
    expect(limited[0]?.headers.get('retry-after')).to.match(/^\d+$/);
    expect(limited.map(said)).to.include('429 rate_limited');
    expect((await ask(await hall.token('terminal'), path)).status).to.equal(200);
    const health = await Promise.all(
      Array.from({ length: 100 }, () => ask(rig.anyone, '/health/live')),
    );
    expect(new Set(health.map(({ status }) => status))).to.deep.equal(new Set([200]));
  });
});
