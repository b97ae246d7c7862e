import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import type { HallOptions } from './hall.js';
import { messageTo, startRig, type Rig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const comingUp = '快到您了,请关注窗口和叫号情况';

describe('what goes to WeChat', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  it('has exactly the fields of the contract', async () => {
    const hall = await rig.hall({ serviceName: '不动产登记' });
    await hall.at('1', 'open');
    const { phone, ticket } = await hall.holder();
    const { msgid, at, ...received } = await messageTo(rig, phone);
    expect(received).to.deep.equal({
      user: phone.name,
      openid: openIdOf(phone.name),
      templateId: jh,
      page: `pages/index/index?ticketId=${ticket.ticketId}`,
      miniprogramState: 'formal',
      lang: 'zh_CN',
      data: {
        thing1: '不动产登记',
        thing6: '1号窗口',
        character_string2: ticket.number,
        number3: '0',
        thing5: comingUp,
      },
    });
    expect(Number.isNaN(Date.parse(at))).to.equal(false);
    const message = await hall.messageOf(ticket.ticketId, 'sent');
    expect(message.msgid).to.equal(msgid);
    const detail = await rig.admin.get<{ request: object }>(
      `/api/v1/audit/messages/${message.messageId}`,
    );
    expect(detail.request).to.deep.equal({
      template_id: jh,
      page: received.page,
      miniprogram_state: 'formal',
      lang: 'zh_CN',
      data: Object.fromEntries(
        Object.entries(received.data).map(([key, value]) => [key, { value }]),
      ),
    });
  });

  it('opens a page without the slash that people write before it, which WeChat refuses', async () => {
    const page = '/pages/ticket/ticket?ticketId={ticketId}';
    const hall = await rig.hall({
      hall: { messages: { 'near-turn': { enabled: true, templateId: jh, page } } },
    });
    const { phone, ticket } = await hall.holder();
    const opened = (await messageTo(rig, phone)).page;
    expect(opened).to.equal(`pages/ticket/ticket?ticketId=${ticket.ticketId}`);
  });

  it('says how many are ahead when it is sent, and records how many were when it was decided', async () => {
    const hall = await rig.hall();
    await hall.issueMany(3);
    const ticket = await hall.issue();
    const phone = await rig.phone();
    const busy = { api: 'send', user: phone.name, effect: 'errcode', errcode: 43117, count: 1 };
    await rig.faults({ rules: [busy] });
    await hall.at('1', 'open');
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    const { messageId } = await hall.messageOf(ticket.ticketId, 'deferred');
    await hall.at('1', 'call-next');
    await hall.at('1', 'call-next');
    expect((await messageTo(rig, phone)).data['number3']).to.equal('1');
    await hall.settled();
    const { timeline } = await rig.admin.get<{ timeline: { type: string; data: object }[] }>(
      `/api/v1/audit/messages/${messageId}`,
    );
    const aheads = timeline
      .filter(({ type }) => type === 'NearTurn' || type === 'SendAttempted')
      .map(({ data }) => ('ahead' in data ? data.ahead : null));
    expect(aheads).to.deep.equal([3, 3, 1]);
  });

  const thing6 = async (options: HallOptions, open: readonly string[]): Promise<string> => {
    const hall = await rig.hall(options);
    for (const windowId of open) await hall.at(windowId, 'open');
    const { phone } = await hall.holder();
    return (await messageTo(rig, phone)).data['thing6'] ?? '';
  };

  it('names the open windows that serve the queue', async () => {
    const windows = { '1': ['A'], '2': ['A', 'B'], '3': ['B'], '4': ['A'] };
    expect(await thing6({ windows }, ['2', '3', '4'])).to.equal('2号窗口、4号窗口');
  });

  it('names all of its windows when none is open', async () => {
    expect(await thing6({}, ['3'])).to.equal('1号窗口、2号窗口');
  });

  it('names whole windows as far as they fit, then 等', async () => {
    const windows = { '1': ['A'], '2': ['A'], '3': ['A'] };
    const windowNames = { '1': '东区一号综合窗口', '2': '东区二号综合窗口', '3': '西区窗口' };
    const said = await thing6({ windows, windowNames }, []);
    expect(said).to.equal('东区一号综合窗口、东区二号综合窗口等');
    expect(said.length).to.be.at.most(20);
  });

  it('says 请留意叫号屏 when no window serves the queue', async () => {
    expect(await thing6({ windows: { '3': ['B'] } }, ['3'])).to.equal('请留意叫号屏');
  });

  it('cuts a long service name to 20 characters', async () => {
    const hall = await rig.hall({
      serviceName: '一二三四五六七八九十一二三四五六七八九十一二三四',
    });
    const { phone } = await hall.holder();
    expect((await messageTo(rig, phone)).data['thing1']).to.equal(
      '一二三四五六七八九十一二三四五六七八九十',
    );
  });

  it('says 排队, 叫号 and 过号 too where the hall enables them', async () => {
    const missed = { thing1: '{service}', thing6: '{window}', character_string2: '{number}' };
    const messages = {
      queued: { enabled: true },
      called: { enabled: true },
      missed: {
        enabled: true,
        templateId: jh,
        page: 'pages/missed/index',
        data: { ...missed, number3: '{ahead}', thing5: '已过号,请到服务台' },
      },
    };
    const hall = await rig.hall({ hall: { messages }, threshold: 0 });
    await hall.at('1', 'open');
    const first = await hall.issue();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    const { subscriptions } = await phone
      .bind(ticket.bindCode)
      .then(() => phone.ticket(ticket.ticketId));
    expect(subscriptions).to.deep.equal(
      [
        { kind: 'near-turn', templateId: jh, remaining: 0 },
        { kind: 'called', templateId: jh, remaining: 0 },
        { kind: 'queued', templateId: pd, remaining: 0 },
        { kind: 'missed', templateId: jh, remaining: 0 },
      ].toSorted((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind)),
    );
    for (const templateIds of [[jh, pd], [jh], [jh]])
      await phone.subscribe(ticket.ticketId, { templateIds });
    await messageTo(rig, phone, 1);
    await hall.at('1', 'call', { number: first.number });
    await messageTo(rig, phone, 2);
    await hall.at('1', 'call-next');
    await messageTo(rig, phone, 3);
    await hall.at('1', 'recall');
    await hall.at('1', 'no-show');
    await messageTo(rig, phone, 4);
    await hall.settled();
    const common = { thing1: '综合业务', character_string2: ticket.number };
    const all = { ...common, thing6: '1号窗口', number3: '0' };
    expect(
      (await phone.received()).map(({ data, page }) => ({ ...data, page: page?.split('?')[0] })),
    ).to.deep.equal([
      { ...common, number3: '1', thing5: '取号成功,请留意叫号', page: 'pages/index/index' },
      { ...all, thing5: comingUp, page: 'pages/index/index' },
      { ...all, thing5: '请到窗口办理', page: 'pages/index/index' },
      { ...all, thing5: '已过号,请到服务台', page: 'pages/missed/index' },
    ]);
  });
});

const order = ['near-turn', 'queued', 'called', 'missed'];
