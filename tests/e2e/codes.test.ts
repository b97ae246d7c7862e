import { expect } from 'chai';
import { toBuffer } from 'qrcode';
import { eventually, said, type Caller } from './http.js';
import type { Issued } from './json.js';
import { startRig, type Rig } from './rig.js';

const page = 'pages/index/index';

type Made = Readonly<{ api: string; page: string; scene: string | null; path: string }>;
type Meaning = Readonly<{ kind: string; hallId?: string; waiting?: number; paused?: boolean }>;

/** A picture as a printer gets it. */
const fetched = async (rig: Rig, caller: Caller, path: string, body?: object) => {
  const response = await fetch(`${rig.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
};

describe('codes', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig({ settings: { WECHAT_LIMITED_CODES: '2' } });
  });
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  const newest = async (): Promise<Made | undefined> =>
    (await rig.simulator.get<{ items: Made[] }>('/simulator/codes')).items[0];

  it('of a ticket are scanned, understood and bound', async () => {
    const hall = await rig.hall();
    const kiosk = await hall.token('kiosk');
    const { ticketId, bindCode } = await hall.issue();
    const path = `${hall.path}/tickets/${ticketId}/code`;
    const slip = await fetched(rig, kiosk, path);
    expect(slip.status).to.equal(200);
    expect(slip.headers.get('content-type')).to.equal('image/png');
    expect(slip.headers.get('cache-control')).to.equal('private, no-store');
    const text = `nearturn-sim:${page}?scene=${bindCode}`;
    const options = { type: 'png', width: 430, errorCorrectionLevel: 'M' } as const;
    expect(slip.bytes.equals(await toBuffer(text, options))).to.equal(true);
    const scene = (await newest())?.scene ?? '';
    const phone = await rig.phone();
    expect(await phone.caller.get(`/api/v1/codes/${scene}`)).to.deep.equal({ kind: 'ticket' });
    expect((await phone.bind(scene)).ticketId).to.equal(ticketId);
    const terminal = await hall.token('terminal');
    expect((await fetched(rig, terminal, path)).status).to.equal(200);
    await hall.on(ticketId, 'cancel');
    const over = await eventually('the ticket to have ended', async () => {
      const answer = await kiosk.ask('GET', path);
      return answer.status === 409 && answer;
    });
    expect(said(over)).to.equal('409 ticket_ended');
  });

  it('of a queue bring whoever scans the poster to it', async () => {
    const hall = await rig.hall();
    await rig.admin.put(hall.path, { name: '北区大厅', holdersTakeNumbers: true });
    const kiosk = await hall.token('kiosk');
    await hall.issue('B');
    const path = `${hall.path}/queues/B/code`;
    expect((await fetched(rig, kiosk, path)).headers.get('content-type')).to.equal('image/png');
    const scene = (await newest())?.scene ?? '';
    expect(scene).to.match(/^q\.[\w-]{20}$/);
    const phone = await rig.phone();
    const read = () => phone.caller.get<Meaning>(`/api/v1/codes/${scene}`);
    expect(await read()).to.deep.equal({
      kind: 'queue',
      hallId: hall.hallId,
      hallName: '北区大厅',
      queueId: 'B',
      queueName: '个人业务',
      waiting: 1,
      paused: false,
      holdersTakeNumbers: true,
      bookableDays: null,
    });
    await phone.caller.post<Issued>(`${hall.path}/queues/B/tickets`);
    await eventually('two to wait', async () => (await read()).waiting === 2);
    const before = await rig.simulator.get<{ getwxacodeunlimit: number }>('/simulator/requests');
    await fetched(rig, kiosk, path);
    const after = await rig.simulator.get<{ getwxacodeunlimit: number }>('/simulator/requests');
    expect(after.getwxacodeunlimit).to.equal(before.getwxacodeunlimit);
  });

  it('are for those whom they concern', async () => {
    const [hall, other] = [await rig.hall(), await rig.hall()];
    const { ticketId } = await hall.issue();
    const kiosk = await other.token('kiosk');
    const terminal = await hall.token('terminal');
    const phone = await rig.phone();
    const ask = async (caller: Caller, path: string) => said(await caller.ask('GET', path));
    const [ticket, queue] = [`${hall.path}/tickets/${ticketId}/code`, `${hall.path}/queues/A/code`];
    for (const path of [ticket, queue]) {
      expect(await ask(kiosk, path)).to.equal('403 forbidden');
      expect(await ask(phone.caller, path)).to.equal('403 forbidden');
      expect(await ask(rig.anyone, path)).to.equal('401 unauthenticated');
    }
    expect(await ask(terminal, queue)).to.equal('403 forbidden');
    const elsewhere = `${other.path}/tickets/${ticketId}/code`;
    expect(await ask(rig.admin, elsewhere)).to.equal('404 unknown_ticket');
    expect(await ask(rig.admin, `${hall.path}/queues/Z/code`)).to.equal('404 unknown_queue');
    for (const code of ['q.AAAAAAAAAAAAAAAAAAAA', 'x'.repeat(32), 'chat'])
      expect(await ask(phone.caller, `/api/v1/codes/${code}`)).to.equal('404 unknown_code');
    expect(await ask(rig.admin, '/api/v1/codes/chat')).to.equal('403 forbidden');
  });

  it('say what WeChat said when there is none', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/queues/A/code`;
    const meet = async (fault: object) => {
      await rig.faults({ rules: [{ api: 'getwxacodeunlimit', ...fault }] });
      return rig.admin.ask<{ detail: string }>('GET', path);
    };
    const refused = await meet({ effect: 'errcode', errcode: 41030 });
    expect(said(refused)).to.equal('502 wechat_refused');
    expect(refused.body.detail).to.include('41030 invalid page');
    for (const fault of [{ effect: 'errcode', errcode: 45009 }, { effect: 'reset' }]) {
      const away = await meet(fault);
      expect(said(away)).to.equal('503 wechat_unavailable');
      expect(Number(away.headers.get('retry-after'))).to.be.greaterThan(0);
    }
    await rig.faults(null);
    expect((await rig.admin.ask('GET', path)).status).to.equal(200);
  });

  it('of the lifetime quota are drawn once, up to the cap, by an admin of all halls', async () => {
    const path = '/api/v1/wechat/limited-codes';
    const wish = { api: 'createwxaqrcode', path: `${page}?hall=demo` };
    const ask = async (body: object, caller = rig.admin) =>
      said(await caller.ask('POST', path, { body }));
    for (const wrong of ['123', '/pages/index/index', 'pages/a b', '']) {
      const answer = await rig.admin.ask<{ errors: { path: string }[] }>('POST', path, {
        body: { ...wish, path: wrong },
      });
      expect(said(answer), wrong).to.equal('400 invalid_request');
      expect(answer.body.errors[0]?.path).to.equal('path');
    }
    const first = await fetched(rig, rig.admin, path, wish);
    const again = await fetched(rig, rig.admin, path, { ...wish, width: 430 });
    expect([first.status, again.status]).to.deep.equal([201, 200]);
    expect(again.bytes.equals(first.bytes)).to.equal(true);
    expect(await newest()).to.include({ api: 'createwxaqrcode', path: wish.path });
    const key = { key: 'limited-code-1' };
    const keyed = async (body: object) => rig.admin.ask('POST', path, { body, ...key });
    const second = { ...wish, api: 'getwxacode' };
    expect((await keyed(second)).status).to.equal(201);
    const replayed = await keyed(second);
    expect(replayed.status).to.equal(201);
    expect(replayed.headers.get('idempotency-replayed')).to.equal('true');
    expect(said(await keyed(wish))).to.equal('422 idempotency_key_reused');
    expect(await ask({ ...wish, width: 280 })).to.equal('409 limited_codes_spent');
    const hall = await rig.hall();
    const ofHall = await hall.token('admin');
    expect(await ask(wish, ofHall)).to.equal('403 forbidden');
  });
});
