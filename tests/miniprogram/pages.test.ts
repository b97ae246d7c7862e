import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { eventually } from '../e2e/http.js';
import { fresh } from '../e2e/rig.js';
import { slip, startScreenRig, ticketPage, type Screen, type ScreenRig } from './screen.js';

describe('The mini-program’s pages on a phone, with the real service', () => {
  let rig: ScreenRig;
  before(async () => {
    rig = await startScreenRig();
  });
  afterEach(() => rig.closeScreens());
  after(() => rig.close());

  it('scan a slip, log in, and show the place in the line, live, then the window', async () => {
    const hall = await rig.hall();
    await hall.at('1', 'open');
    await hall.issueMany(2);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    expect(phone.storage.size, 'nobody logs in before they do something').to.equal(0);
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.number', mine.number);
    await phone.reads('.ahead-count', '2');
    await phone.reads('.place', '测试大厅 · 综合业务');
    expect(phone.texts('.headline')).to.deep.equal(['等候中']);
    await hall.at('1', 'call-next');
    await phone.reads('.ahead-count', '1');
    await phone.reads('.follow-state', '实时更新中');
    await hall.at('1', 'call-next');
    await phone.reads('.next', '下一位就是您');
    await hall.at('1', 'call-next');
    await phone.reads('.window-name', '1号窗口');
    expect(phone.texts('.headline')).to.deep.equal(['轮到您了']);
    expect(phone.sees('.ticket-head.called')).to.equal(true);
    await hall.at('1', 'no-show');
    await phone.reads('.headline', '已过号');
    await hall.on(mine.ticketId, 'cancel');
    await phone.reads('.headline', '已放弃');
    expect(phone.sees('.subscribe')).to.equal(false);
  });

  it('say the same in English where the phone does', async () => {
    const hall = await rig.hall();
    await hall.at('1', 'open');
    const mine = await hall.issue();
    const phone = await rig.screenOf({ language: 'en' });
    expect(phone.texts('.scan')).to.deep.equal(['Scan']);
    phone.type('.code-input', ` ${mine.bindCode} `);
    phone.tap('.use-code');
    await phone.on(ticketPage);
    await phone.reads('.next', 'You are next');
    await hall.at('1', 'call-next');
    await phone.reads('.headline', 'It is your turn');
    await phone.reads('.window-name', '1号窗口');
    expect(phone.titles.at(-1)).to.equal('Your number');
  });

  it('subscribe at the tap, save what was answered, and open the ticket from its message', async () => {
    const hall = await rig.hall();
    await hall.at('1', 'open');
    await hall.issueMany(4);
    const mine = await hall.issue();
    const name = fresh();
    const phone = await rig.screenOf({
      name,
      launch: { path: 'pages/index/index', query: { scene: mine.bindCode } },
    });
    await phone.on(ticketPage);
    await phone.reads('.subscribe', '轮到我时通知我');
    phone.tap('.subscribe');
    phone.tap('.subscribe');
    await phone.reads('.notice', '好的，到时候通知您。');
    await phone.reads('.remaining .left', '还可收到 1 条');
    await hall.at('1', 'call-next');
    const [message] = await eventually('a message', async () => {
      const all = await rig.received(name);
      return all.length > 0 ? all : null;
    });
    expect(message?.data).to.deep.include({ character_string2: mine.number, number3: '3' });
    await phone.reads('.near-turn', '快到您了');
    const [path = '', query = ''] = (message?.page ?? '').split('?');
    await phone.program.relaunch({ path, query: Object.fromEntries(new URLSearchParams(query)) });
    await phone.on(ticketPage);
    expect(phone.program.pages()).to.deep.equal(['pages/index/index', ticketPage]);
    await phone.reads('.number', mine.number);
  });

  it('work without messages, and say so when none were agreed to', async () => {
    const hall = await rig.hall();
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.person.answer = 'reject';
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.subscribe', /./);
    phone.tap('.subscribe');
    await phone.reads('.notice', '没有订阅，您仍可在这里看到进度。');
    await phone.reads('.number', mine.number);
    const { subscriptions } = await ticketOnPhone(phone, mine.ticketId);
    expect(subscriptions.map(({ remaining }) => remaining)).to.deep.equal([0]);
  });

  /** The ticket as the phone's own login reads it. */
  const ticketOnPhone = (phone: Screen, ticketId: string) => {
    const { token } = phone.storage.get('session') as { token: string };
    return rig
      .as(token)
      .get<{ subscriptions: { remaining: number }[] }>(`/api/v1/tickets/${ticketId}`);
  };

  it('keep what a tap gave while there is no connection, and save it when there is', async () => {
    const hall = await rig.hall();
    await hall.issueMany(5);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.subscribe', /./);
    phone.person.online = false;
    phone.tap('.subscribe');
    await eventually('the choice to be kept', async () => phone.storage.has('outbox'));
    phone.person.online = true;
    phone.program.hide();
    phone.program.show();
    await eventually('the choice to be saved', async () => {
      const { subscriptions } = await ticketOnPhone(phone, mine.ticketId);
      return subscriptions[0]?.remaining === 1;
    });
    await eventually('nothing to wait', async () => {
      const kept = phone.storage.get('outbox') as readonly unknown[];
      return kept.length === 0;
    });
    const { subscriptions } = await ticketOnPhone(phone, mine.ticketId);
    expect(subscriptions[0]?.remaining, 'one acceptance is one message').to.equal(1);
  });

  it('go on where they were when the login has ended meanwhile', async () => {
    const hall = await rig.hall();
    await hall.issueMany(5);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.subscribe', /./);
    phone.storage.set('session', { token: 'not-a-token', expiresAt: '2999-01-01T00:00:00Z' });
    phone.tap('.subscribe');
    await phone.reads('.notice', '好的，到时候通知您。');
    const { subscriptions } = await ticketOnPhone(phone, mine.ticketId);
    expect(subscriptions[0]?.remaining).to.equal(1);
  });

  it('say why a code does not do, and try again what may pass', async () => {
    const hall = await rig.hall();
    const taken = await hall.holder();
    const phone = await rig.screenOf();
    phone.person.scan = { result: 'https://example.com/menu?table=7' };
    phone.tap('.scan');
    await phone.reads('.problem-text', /不是本系统的码/);
    phone.person.scan = slip(taken.ticket.bindCode);
    phone.tap('.scan');
    await phone.reads('.problem-text', '这个号码已被他人绑定。');
    expect(phone.sees('.retry')).to.equal(false);
  });

  it('take a number at a hall’s poster, where the hall lets phones do so', async () => {
    const hall = await rig.hall({ hall: { holdersTakeNumbers: true } });
    await rig.admin.ask('GET', `${hall.path}/queues/A/code`);
    const { items } = await rig.simulator.get<{ items: { scene: string | null }[] }>(
      '/simulator/codes',
    );
    const scene = items[0]?.scene ?? '';
    expect(scene).to.not.equal('');
    const phone = await rig.screenOf({ launch: { path: 'pages/index/index', query: { scene } } });
    await phone.reads('.queue-name', '测试大厅 · 综合业务');
    expect(phone.texts('.queue-waiting')).to.deep.equal(['现在有 0 人在等候']);
    phone.tap('.take-number');
    await phone.on(ticketPage);
    await phone.reads('.next', '下一位就是您');
    phone.program.back();
    await phone.on('pages/index/index');
    await phone.reads('.current .number', 'A001');
    expect((await hall.board()).queues[0]?.waiting).to.equal(1);
  });

  it('list the numbers, show the settings, change the language, and erase everything', async () => {
    const called = {
      enabled: true,
      templateId: simulatorTemplates.pd,
      data: { thing1: '{service}', character_string2: '{number}', number3: '0', thing5: '请办理' },
    };
    const hall = await rig.hall({ hall: { messages: { 'near-turn': { enabled: true }, called } } });
    await hall.issueMany(5);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.number', mine.number);
    phone.program.back();
    phone.tap('.link.settings');
    await phone.on('pages/settings/settings');
    await phone.reads('.main-switch', '开');
    await phone.reads('.kind', '快到您了');
    expect(phone.texts('.left')).to.deep.equal(['还可收到 0 条', '还可收到 0 条']);
    phone.tap('.subscribe');
    await phone.reads('.left', '还可收到 1 条');
    expect(phone.texts('.left'), 'both templates in one tap').to.deep.equal([
      '还可收到 1 条',
      '还可收到 1 条',
    ]);
    phone.tap('.language:last-child');
    await phone.reads('.kind', 'Almost your turn');
    phone.program.back();
    await phone.reads('.scan', 'Scan');
    phone.tap('.link.tickets');
    await phone.reads('.ticket-row .ticket-number', mine.number);
    phone.tap('.ticket-row');
    await phone.on(ticketPage);
    phone.program.back();
    phone.program.back();
    phone.tap('.link.privacy');
    await phone.on('pages/privacy/privacy');
    await phone.reads('.what', /No name, phone number, identity number/);
    phone.person.agrees = false;
    phone.tap('.erase');
    phone.person.agrees = true;
    expect(phone.storage.has('session')).to.equal(true);
    phone.tap('.erase');
    await phone.on('pages/index/index');
    expect(phone.toasts).to.deep.equal(['Erased.']);
    expect(phone.storage.has('session')).to.equal(false);
    expect(phone.program.pages()).to.deep.equal(['pages/index/index']);
  });

  it('are asked to try again while WeChat lets nobody log in, and then go on where they were', async () => {
    const hall = await rig.hall();
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    await rig.faults({ rules: [{ api: 'code2session', effect: 'errcode', errcode: -1 }] });
    phone.tap('.scan');
    await phone.reads('.problem-text', /微信暂时不可用|登录已失效/);
    await rig.faults(null);
    phone.tap('.retry');
    await phone.on(ticketPage);
    await phone.reads('.number', mine.number);
  });

  it('offer a service card where the ticket does, on a phone that reads no streams', async () => {
    const hall = await rig.hall({ hall: { card: { enabled: true } } });
    const mine = await hall.issue();
    const phone = await rig.screenOf({ streams: false });
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.follow-state', '定时更新中');
    phone.tap('.service-card');
    await eventually('the card to be saved', async () => phone.toasts.length > 0);
    expect(phone.toasts).to.deep.equal(['排队进度会显示在微信里。']);
    await eventually('the button to go', async () => !phone.sees('.service-card'));
  });

  it('do not offer a card again, nor count wrong, when the line moves after a tap', async () => {
    const hall = await rig.hall({ hall: { card: { enabled: true } } });
    await hall.at('1', 'open');
    await hall.issueMany(6);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.follow-state', '实时更新中');
    phone.tap('.service-card');
    await eventually('the button to go', async () => !phone.sees('.service-card'));
    phone.tap('.subscribe');
    await phone.reads('.remaining .left', '还可收到 1 条');
    await hall.at('1', 'call-next');
    await phone.reads('.ahead-count', '5');
    expect(phone.sees('.service-card')).to.equal(false);
    expect(phone.texts('.remaining .left')).to.deep.equal(['还可收到 1 条']);
  });

  it('say that WeChat tells nothing of its settings where it does not', async () => {
    const phone = await rig.screenOf();
    phone.person.mainSwitch = null;
    phone.tap('.link.settings');
    await phone.reads('.main-switch', '微信未提供');
  });

  it('give a number up when the person agrees, and free one that is not theirs', async () => {
    const hall = await rig.hall();
    const [first, second] = await hall.issueMany(2);
    const phone = await rig.screenOf();
    phone.person.scan = slip(first?.bindCode ?? '');
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.give-up', /./);
    phone.tap('.give-up');
    phone.tap('.give-up');
    await phone.reads('.headline', '已放弃');
    expect(phone.questions, 'one question, however often it is tapped').to.have.length(1);
    expect(phone.sees('.refresh'), 'nothing more comes').to.equal(false);
    phone.program.back();
    phone.person.scan = slip(second?.bindCode ?? '');
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.unbind', /./);
    phone.tap('.unbind');
    expect(phone.questions.at(-1)).to.equal('解除绑定？');
    await phone.on('pages/index/index');
    const other = await rig.screenOf();
    other.person.scan = slip(second?.bindCode ?? '');
    other.tap('.scan');
    await other.on(ticketPage);
    await other.reads('.number', 'A002');
  });

  it('never have a token, an openid, a bind code or a template in an address', async () => {
    const hall = await rig.hall();
    const mine = await hall.issue();
    const name = fresh();
    const phone = await rig.screenOf({ name });
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.subscribe', /./);
    phone.tap('.subscribe');
    await phone.reads('.notice', /./);
    const { token } = phone.storage.get('session') as { token: string };
    const { items } = await rig.simulator.get<{ items: { name: string; openid: string }[] }>(
      '/simulator/phones',
    );
    const openid = items.find((one) => one.name === name)?.openid ?? '';
    expect(openid).to.match(/^o/);
    expect(phone.addresses.length).to.be.greaterThan(4);
    for (const address of phone.addresses) {
      expect(address).not.to.contain(token);
      expect(address).not.to.contain(simulatorTemplates.jh);
      expect(address).not.to.contain(openid);
      expect(address).not.to.contain(mine.bindCode);
    }
  });
});
