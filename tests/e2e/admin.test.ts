import { expect } from 'chai';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../../src/domain/settings/defaults.js';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { said } from './http.js';
import type { Page } from './json.js';
import { fresh, startRig, type Rig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const page = 'pages/index/index?ticketId={ticketId}';
const message = (enabled: boolean, templateId: string | null, data: object) => ({
  enabled,
  templateId,
  page,
  ttlSeconds: 600,
  longTerm: false,
  data,
});
const common = { thing1: '{service}', character_string2: '{number}', number3: '{ahead}' };

describe('halls, queues, windows and the day', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('makes a hall with every default, and answers as the GET does', async () => {
    const path = `/api/v1/halls/h-${fresh()}`;
    const made = await rig.admin.ask<Record<string, unknown>>('PUT', path, {
      body: { name: '大厅' },
    });
    expect(made.status).to.equal(201);
    const { messages, ...hall } = made.body;
    expect(hall).to.deep.equal({
      hallId: path.split('/').at(-1),
      ...hallDefaults,
      openPerPerson: openPerPersonDefaults(false),
      name: '大厅',
      card: { enabled: false, page: 'pages/index/index?ticketId={ticketId}', tableType: null },
      queues: [],
      windows: [],
    });
    const near = { ...common, thing6: '{windows}', thing5: '快到您了,请关注窗口和叫号情况' };
    const nullOr = (templateId: string) => [null, templateId];
    expect(messages).to.have.nested.property('near-turn.enabled', true);
    expect(messages).to.have.nested.property('near-turn.data').that.deep.equals(near);
    expect(
      (messages as Record<string, { templateId: string }>)['near-turn']?.templateId,
    ).to.be.oneOf(nullOr(jh));
    expect(messages)
      .to.have.property('missed')
      .that.deep.equals(message(false, null, {}));
    expect(messages).to.have.nested.property('queued.enabled', false);
    expect((messages as Record<string, { templateId: string }>)['queued']?.templateId).to.be.oneOf(
      nullOr(pd),
    );
    expect(await rig.admin.get(path)).to.deep.equal(made.body);
  });

  it('replaces the whole: a field left out has its default again', async () => {
    const path = `/api/v1/halls/h-${fresh()}`;
    const full = {
      name: 'a',
      timeZone: 'Europe/Berlin',
      busyWindow: 'reject',
      transferPlace: 'last',
    };
    await rig.admin.put(path, { ...full, holdersTakeNumbers: true });
    const changed = await rig.admin.ask('PUT', path, { body: { name: 'b' } });
    expect(changed.status).to.equal(200);
    expect(changed.body).to.include({
      name: 'b',
      timeZone: 'Asia/Shanghai',
      busyWindow: 'complete',
      transferPlace: 'issued',
      holdersTakeNumbers: false,
    });
  });

  it('keeps queues and windows by PUT', async () => {
    const hall = await rig.hall();
    const queue = await rig.admin.ask('PUT', `${hall.path}/queues/C`, {
      body: { name: '企业', prefix: 'C', nearTurnThreshold: 5, serviceName: '企业开办' },
    });
    expect(queue.status).to.equal(201);
    const expected = {
      ...queueDefaults,
      queueId: 'C',
      name: '企业',
      prefix: 'C',
      nearTurnThreshold: 5,
      serviceName: '企业开办',
    };
    const unused = { waiting: 0, paused: false, next: [], unserved: true };
    expect(queue.body).to.deep.equal({ ...expected, ...unused });
    const again = await rig.admin.ask('PUT', `${hall.path}/queues/C`, {
      body: { name: '企业', prefix: 'CC' },
    });
    expect(again.status).to.equal(200);
    expect(again.body).to.include({ prefix: 'CC', nearTurnThreshold: 3, serviceName: '企业' });
    const window = await rig.admin.ask('PUT', `${hall.path}/windows/9`, {
      body: { name: '9号窗口', queueIds: ['C', 'A'] },
    });
    expect([window.status, window.body]).to.deep.equal([
      201,
      {
        ...windowDefaults,
        windowId: '9',
        name: '9号窗口',
        state: 'closed',
        queueIds: ['C', 'A'],
        pauseReason: null,
        clerkId: null,
        ticket: null,
        waiting: 0,
        next: [],
      },
    ]);
    const missing = await rig.admin.ask('PUT', `${hall.path}/windows/8`, {
      body: { name: '8', queueIds: ['Z'] },
    });
    expect(said(missing)).to.equal('404 unknown_queue');
    const read = await rig.admin.get<{ queues: object[]; windows: object[] }>(hall.path);
    expect(read.queues).to.have.length(3);
    expect(read.windows).to.have.length(4);
  });

  it('refuses a prefix that another queue of the hall has', async () => {
    const hall = await rig.hall();
    const taken = await rig.admin.ask('PUT', `${hall.path}/queues/C`, {
      body: { name: 'C', prefix: 'A' },
    });
    expect(said(taken)).to.equal('409 prefix_taken');
    const none = { name: 'C', prefix: '' };
    expect((await rig.admin.ask('PUT', `${hall.path}/queues/C`, { body: none })).status).to.equal(
      201,
    );
    expect((await hall.issue('C')).number).to.equal('001');
  });

  it('deletes a queue or a window where no ticket is today, else 409 in_use', async () => {
    const hall = await rig.hall();
    await hall.issue('A');
    const remove = async (what: string) =>
      said(await rig.admin.ask('DELETE', `${hall.path}/${what}`));
    expect(await remove('queues/A')).to.equal('409 in_use');
    expect(await remove('windows/3')).to.equal('204');
    expect(await remove('windows/3')).to.equal('404 unknown_window');
    expect(await remove('queues/B')).to.equal('204');
    expect(await remove('queues/B')).to.equal('404 unknown_queue');
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    expect(await remove('windows/1')).to.equal('409 in_use');
  });

  it('pauses a queue: no new tickets, those waiting are still called', async () => {
    const hall = await rig.hall();
    await hall.issue();
    const pause = () => rig.admin.post(`${hall.path}/queues/A/pause`);
    expect(await pause()).to.include({ paused: true, waiting: 1, queueId: 'A' });
    expect(await pause()).to.include({ paused: true });
    const refused = await rig.admin.ask('POST', `${hall.path}/queues/A/tickets`);
    expect(said(refused)).to.equal('409 queue_paused');
    await hall.at('1', 'open');
    expect((await hall.at('1', 'call-next')).ticket?.number).to.equal('A001');
    expect(await rig.admin.post(`${hall.path}/queues/A/resume`)).to.include({ paused: false });
    expect((await hall.issue()).number).to.equal('A002');
  });

  it('closes the day and opens it again with the same numbers', async () => {
    const hall = await rig.hall();
    const [, , called, serving] = [...(await hall.issueMany(3)), await hall.issue('B')];
    await hall.at('1', 'open');
    await hall.at('1', 'call', { number: called?.number ?? '' });
    await hall.at('3', 'open');
    await hall.at('3', 'call-next');
    await hall.at('3', 'start');
    const { businessDay } = await hall.board();
    const close = () => rig.admin.post(`${hall.path}/close-day`);
    expect(await close()).to.deep.equal({ businessDay, expired: 3 });
    expect(await close()).to.deep.equal({ businessDay, expired: 0 });
    const refused = await rig.admin.ask('POST', `${hall.path}/queues/A/tickets`);
    expect(said(refused)).to.equal('409 day_closed');
    expect(said(await hall.askAt('1', 'call-next'))).to.equal('409 day_closed');
    expect(said(await hall.askOn(called?.ticketId ?? '', 'return'))).to.equal('409 day_closed');
    expect((await hall.at('3', 'complete')).ticket).to.include({
      number: serving?.number,
      state: 'completed',
    });
    expect(await rig.admin.post(`${hall.path}/open-day`)).to.deep.equal({ businessDay });
    expect((await hall.issue()).number).to.equal('A004');
  });

  it('closes a day on which more wait than one append takes', async () => {
    const hall = await rig.hall();
    const occurredAt = new Date().toISOString();
    const reports = Array.from({ length: 2_500 }, (_, index) => ({
      id: `issued-${index}`,
      type: 'TicketIssued',
      queueId: 'A',
      number: `A${String(index + 1).padStart(3, '0')}`,
      occurredAt,
    }));
    for (let from = 0; from < reports.length; from += 500)
      await rig.admin.post(`${hall.path}/call-events`, { events: reports.slice(from, from + 500) });
    const closed = await rig.admin.post<{ expired: number }>(`${hall.path}/close-day`);
    expect(closed.expired).to.equal(2_500);
    expect((await hall.board()).queues.map(({ waiting }) => waiting)).to.deep.equal([0, 0]);
  });

  it('answers 404 for what is not there', async () => {
    const hall = await rig.hall();
    const ask = async (method: string, path: string) => said(await rig.admin.ask(method, path));
    const none = '/api/v1/halls/nowhere';
    expect(await ask('GET', none)).to.equal('404 unknown_hall');
    expect(await ask('GET', `${none}/board`)).to.equal('404 unknown_hall');
    expect(await ask('POST', `${none}/close-day`)).to.equal('404 unknown_hall');
    expect(await ask('POST', `${hall.path}/queues/Z/tickets`)).to.equal('404 unknown_queue');
    expect(await ask('POST', `${hall.path}/queues/Z/pause`)).to.equal('404 unknown_queue');
    expect(await ask('GET', `${hall.path}/windows/9`)).to.equal('404 unknown_window');
    expect(await ask('POST', `${hall.path}/windows/9/call-next`)).to.equal('404 unknown_window');
    expect(await ask('POST', `${hall.path}/windows/9/open`)).to.equal('404 unknown_window');
    expect(await ask('POST', `${hall.path}/tickets/nobody/cancel`)).to.equal('404 unknown_ticket');
    expect(await ask('GET', '/api/v1/tickets/nobody')).to.equal('404 unknown_ticket');
    expect(await ask('DELETE', '/api/v1/tokens/nobody')).to.equal('404 unknown_token');
    expect(await ask('GET', '/api/v1/audit/messages/nothing')).to.equal('404 unknown_message');
    expect(await ask('GET', '/api/v1/nothing')).to.equal('404 not_found');
  });

  it('makes tokens, shows them once, lists and ends them', async () => {
    const hall = await rig.hall();
    const wanted = { role: 'terminal', hallId: hall.hallId, windowIds: ['1'], label: '1号终端' };
    const made = await rig.admin.ask<{ token: string; tokenId: string }>('POST', '/api/v1/tokens', {
      body: wanted,
    });
    expect(made.status).to.equal(201);
    const { token, ...listed } = made.body;
    expect(listed).to.include({ role: 'terminal', hallId: hall.hallId, label: '1号终端' });
    const lists: object[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = await rig.admin.get<Page<object>>(
        `/api/v1/tokens?limit=500${cursor}`,
      );
      lists.push(...items);
      if (nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(lists).to.deep.include({ ...listed, lastUsedAt: null });
    expect(JSON.stringify(lists)).not.to.contain(token);
    const path = `/api/v1/tokens/${listed.tokenId}`;
    const terminal = rig.as(token);
    expect((await terminal.ask('GET', `${hall.path}/windows/1`)).status).to.equal(200);
    expect((await rig.admin.ask('DELETE', path)).status).to.equal(204);
    expect(said(await terminal.ask('GET', `${hall.path}/windows/1`))).to.equal(
      '401 unauthenticated',
    );
    expect(said(await rig.admin.ask('DELETE', path))).to.equal('404 unknown_token');
  });

  it('refuses settings that WeChat would refuse when a message is due', async () => {
    const path = `/api/v1/halls/h-${fresh()}`;
    const put = async (messages: object) => {
      const answer = await rig.admin.ask<{ errors: { path: string }[] }>('PUT', path, {
        body: { name: 'x', messages },
      });
      return `${said(answer)} ${answer.body.errors.map((error) => error.path).join(' ')}`;
    };
    const near = (data: object) => put({ 'near-turn': { enabled: true, data } });
    const field = (name: string) => `400 invalid_request messages.near-turn.data.${name}`;
    expect(await near({ number3: '前面{ahead}人' })).to.equal(field('number3'));
    expect(await near({ thing1: '{nonsense}' })).to.equal(field('thing1'));
    expect(await near({ thing1: '' })).to.equal(field('thing1'));
    expect(await near({ colour1: 'red' })).to.equal(field('colour1'));
    expect(await put({ missed: { enabled: true } })).to.contain('messages.missed.templateId');
    expect(said(await rig.admin.ask('GET', path))).to.equal('404 unknown_hall');
  });
});
