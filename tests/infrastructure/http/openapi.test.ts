import { expect } from 'chai';
import { z } from 'zod';
import { problemTable } from '../../../src/infrastructure/http/problem.js';
import { codesOf } from '../../../src/infrastructure/http/openapi.js';
import { startRig, type Rig } from './rig.js';

const responseSchema = z.object({
  description: z.string().min(1),
  content: z.record(z.string(), z.object({ schema: z.looseObject({}) })).optional(),
});
const operationSchema = z.object({
  operationId: z.string().min(1),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']) }))
    .optional(),
  responses: z.record(z.string().regex(/^[2345]\d\d$/), responseSchema),
});
const documentSchema = z.object({
  openapi: z.string().regex(/^3\.1\./),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z
      .record(z.enum(['get', 'put', 'post', 'delete']), operationSchema.loose())
      .or(z.partialRecord(z.enum(['get', 'put', 'post', 'delete']), operationSchema.loose())),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.object({ bearer: z.object({ type: z.literal('http') }).loose() }),
  }),
});

/** Every route of the contract that this part of the service answers. */
const contract = `
PUT /halls/{hallId}
GET /halls/{hallId}
GET /halls
PUT /halls/{hallId}/queues/{queueId}
DELETE /halls/{hallId}/queues/{queueId}
PUT /halls/{hallId}/windows/{windowId}
DELETE /halls/{hallId}/windows/{windowId}
POST /halls/{hallId}/queues/{queueId}/pause
POST /halls/{hallId}/queues/{queueId}/resume
POST /halls/{hallId}/close-day
POST /halls/{hallId}/open-day
POST /tokens
GET /tokens
DELETE /tokens/{tokenId}
POST /halls/{hallId}/queues/{queueId}/tickets
POST /halls/{hallId}/windows/{windowId}/call-next
POST /halls/{hallId}/windows/{windowId}/call
POST /halls/{hallId}/windows/{windowId}/recall
POST /halls/{hallId}/windows/{windowId}/start
POST /halls/{hallId}/windows/{windowId}/complete
POST /halls/{hallId}/windows/{windowId}/no-show
POST /halls/{hallId}/windows/{windowId}/hold
POST /halls/{hallId}/windows/{windowId}/transfer
POST /halls/{hallId}/windows/{windowId}/open
POST /halls/{hallId}/windows/{windowId}/pause
POST /halls/{hallId}/windows/{windowId}/close
POST /halls/{hallId}/tickets/{ticketId}/return
POST /halls/{hallId}/tickets/{ticketId}/resume
POST /halls/{hallId}/tickets/{ticketId}/cancel
GET /halls/{hallId}/tickets
GET /halls/{hallId}/windows/{windowId}
POST /halls/{hallId}/call-events
POST /wechat/login
POST /tickets/bind
DELETE /tickets/{ticketId}/binding
POST /tickets/{ticketId}/subscriptions
GET /tickets/{ticketId}
GET /tickets/{ticketId}/live
POST /tickets/{ticketId}/cancel
GET /me/tickets
DELETE /me
GET /halls/{hallId}/board
GET /halls/{hallId}/board/live
GET /audit/messages
GET /audit/messages/{messageId}
GET /audit/messages.csv
GET /audit/messages.ndjson
GET /audit/tickets
GET /audit/tickets/{ticketId}
GET /audit/push-ledger
POST /audit/replays
POST /audit/messages/{messageId}/resolve
DELETE /subscribers/{subscriberId}
`
  .trim()
  .split('\n')
  .map((route) => route.replace(' ', ' /api/v1'));

describe('the OpenAPI document', () => {
  let rig: Rig;
  let document: z.infer<typeof documentSchema>;
  let raw: string;
  before(async () => {
    rig = await startRig();
    const { data } = await rig.as(null).get('/openapi.json');
    raw = JSON.stringify(data);
    document = documentSchema.parse(data);
  });
  after(() => rig.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );

  it('has every route of the contract', () => {
    const documented = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(documented).to.include.members(contract);
    expect(documented).to.include.members(['GET /wechat/callback', 'POST /wechat/callback']);
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'])
      expect(documented).to.include(`GET ${path}`);
  });

  it('refers to nothing that it does not hold, and names each operation once', () => {
    const names = [...raw.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(Object.keys(document.components.schemas)).to.include.members([...new Set(names)]);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('declares every parameter of every path', () => {
    for (const { path, operation } of operations()) {
      const declared = (operation.parameters ?? []).filter((each) => each.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        declared.map(({ name }) => name),
        path,
      ).to.have.members(named);
    }
  });

  it('takes an Idempotency-Key on every POST of ours that changes something, but two', () => {
    const without = operations()
      .filter(({ method }) => method === 'post')
      .filter(({ operation }) => !operation.parameters?.some((each) => each.in === 'header'))
      .map(({ path }) => path.replace('/api/v1', ''));
    // What WeChat pushes has its key within; OAuth has its own way to ask again.
    const oauth = ['/oauth/device_authorization', '/oauth/token'];
    // Two read by POST: one computes, one keeps a code out of the address.
    const others = ['/audit/replays', '/slips', '/wechat/callback', ...oauth];
    expect(without).to.have.members(['/tokens', '/wechat/login', ...others]);
  });

  it('knows the status of every code that a route may answer', () => {
    for (const route of rig.routes)
      for (const code of codesOf(route)) expect(problemTable, route.path).to.have.property(code);
  });

  it('tells the truth: what it documents is there', async () => {
    for (const { path, method } of operations().filter((each) => !each.path.endsWith('/live'))) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const { status, data } = await rig.as(null).request({ method, url });
      expect([status, data.code], `${method} ${path}`).to.not.include('not_found');
      expect(status, `${method} ${path}`).to.not.equal(405);
    }
  });
});
