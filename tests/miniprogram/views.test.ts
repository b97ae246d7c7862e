import { expect } from 'chai';
import { fill, languageFor, languages, problemText } from '../../miniprogram/logic/languages.js';
import { settingsView } from '../../miniprogram/logic/settings-view.js';
import { ticketView } from '../../miniprogram/logic/ticket-view.js';
import { problemTable } from '../../src/infrastructure/http/problem.js';
import { ticketStates } from '../../src/infrastructure/http/schemas/tickets.js';
import { messageKinds } from '../../src/domain/streams.js';
import { subscriptionOf, ticketOf } from './samples.js';

const zh = languages['zh-CN'];
const { en } = languages;
const window = { windowId: '3', name: '3号窗口' };

describe('What the ticket page shows', () => {
  it('is how many are ahead, and how long it may take', () => {
    const view = ticketView(zh, ticketOf());
    expect(view).to.include({
      number: 'A012',
      headline: '等候中',
      ahead: 4,
      isNext: false,
      isNear: false,
      estimate: '预计还要等 3–7 分钟',
      windowName: '',
      canSubscribe: true,
      subscribeLabel: '轮到我时通知我',
    });
    expect(ticketView(en, ticketOf()).estimate).to.equal('Wait: 3 to 7 min');
  });

  it('says so when one is next, and when nobody can tell how long', () => {
    const view = ticketView(zh, ticketOf({ ahead: 0, estimate: null }));
    expect(view).to.include({ isNext: true, estimate: '暂无预计等候时间' });
    expect(ticketView(zh, ticketOf({ estimate: { low: 10, high: 30 } })).estimate).to.equal(
      '预计马上轮到您',
    );
  });

  it('says so where no window serves it, whatever was known before', () => {
    const view = ticketView(zh, ticketOf({ unserved: true, estimate: null }));
    expect(view.estimate).to.equal('暂无窗口办理此业务，请留意叫号屏');
    const exact = ticketOf({ estimate: { low: 250, high: 290 } });
    expect(ticketView(zh, exact).estimate).to.equal('预计还要等 5 分钟');
  });

  it('is the way of a visit to several counters, by their names', () => {
    const route = [
      { queueId: 'A', state: 'done' },
      { queueId: 'B', state: 'here' },
      { queueId: 'C', state: 'to_come' },
    ];
    const queues = [
      { queueId: 'A', name: '登记', waiting: 0, paused: false },
      { queueId: 'B', name: '缴费', waiting: 2, paused: false },
    ];
    const view = ticketView(zh, ticketOf({ route }), {
      name: '大厅',
      businessDay: '2026-11-28',
      queues,
    });
    expect(view.route.map(({ name, label }) => `${name} ${label}`)).to.deep.equal([
      '登记 已办',
      '缴费 当前',
      'C 待办',
    ]);
  });

  it('is the place at which the person wants to hear, while there is something to hear of', () => {
    const view = ticketView(zh, ticketOf({ reminderAhead: 10 }));
    expect(view.reminders.filter(({ chosen }) => chosen)).to.deep.equal([
      { ahead: 10, label: '还有 10 人时', chosen: true },
    ]);
    expect(ticketView(zh, ticketOf({ state: 'called', window })).reminders).to.deep.equal([]);
  });

  it('asks for a rating while one may be given', () => {
    const rating = { reasons: ['快', '慢'] };
    const ended = ticketView(zh, ticketOf({ state: 'completed', rating, outcome: '办结' }));
    expect(ended).to.include({ canRate: true, outcome: '办结' });
    expect(ended.ratingReasons).to.deep.equal(['快', '慢']);
    expect(ticketView(zh, ticketOf({ state: 'completed', rating: null })).canRate).to.equal(false);
    expect(ticketView(zh, ticketOf()).canRate).to.equal(false);
  });

  it('is the window, and no count, once the person is called', () => {
    const view = ticketView(zh, ticketOf({ state: 'called', window, ahead: 0 }));
    expect(view).to.include({ phase: 'called', headline: '轮到您了', windowName: '3号窗口' });
    expect(view.ahead).to.equal(null);
  });

  it('is 过号 when the call was missed, with a way on', () => {
    const view = ticketView(zh, ticketOf({ state: 'no_show' }));
    expect(view).to.include({ phase: 'missed', headline: '已过号', canGiveUp: true });
    expect(view.hint).to.contain('服务台');
  });

  it('is near once the hall has decided to say so', () => {
    const messages = [{ kind: 'near-turn', status: 'withheld', at: '2025-03-03T09:10:00+08:00' }];
    expect(ticketView(zh, ticketOf({ messages })).isNear).to.equal(true);
    expect(ticketView(zh, ticketOf({ messages, state: 'called', window })).isNear).to.equal(false);
  });

  it('asks for nothing any more when the ticket has ended', () => {
    for (const state of ['completed', 'cancelled', 'expired'])
      expect(ticketView(zh, ticketOf({ state, card: { offered: false } }))).to.include({
        isEnded: true,
        canSubscribe: false,
        canOfferCard: false,
        canGiveUp: false,
      });
  });

  it('asks for nothing from somebody who is called or served', () => {
    for (const state of ['called', 'serving'])
      expect(ticketView(zh, ticketOf({ state, window, card: { offered: false } }))).to.include({
        canSubscribe: false,
        canOfferCard: false,
      });
    for (const state of ['waiting', 'held', 'no_show'])
      expect(ticketView(zh, ticketOf({ state, card: { offered: false } }))).to.include({
        canSubscribe: true,
        canOfferCard: true,
      });
  });

  it('has words for each state of the service, and others for what it does not know', () => {
    for (const texts of [zh, en]) {
      for (const state of ticketStates)
        expect(ticketView(texts, ticketOf({ state })).phase, state).not.to.equal('other');
      expect(ticketView(texts, ticketOf({ state: 'napping' })).headline).to.equal(
        texts.phases.other,
      );
    }
  });

  it('offers a service card only where the ticket does', () => {
    expect(ticketView(zh, ticketOf()).canOfferCard).to.equal(false);
    expect(ticketView(zh, ticketOf({ card: null })).canOfferCard).to.equal(false);
    expect(ticketView(zh, ticketOf({ card: { offered: true } })).canOfferCard).to.equal(false);
    expect(ticketView(zh, ticketOf({ card: { offered: false } })).canOfferCard).to.equal(true);
  });

  it('names the hall and the queue where it knows them', () => {
    const queues = [{ queueId: 'A', name: '综合业务', waiting: 1, paused: false }];
    expect(
      ticketView(zh, ticketOf(), { name: '大厅', businessDay: '2026-11-28', queues }).place,
    ).to.equal('大厅 · 综合业务');
    expect(
      ticketView(zh, ticketOf(), { name: '大厅', businessDay: '2026-11-28', queues: [] }).place,
    ).to.equal('大厅');
    expect(ticketView(zh, ticketOf()).place).to.equal('');
  });
});

describe('What the settings page shows', () => {
  const subscriptions = [
    subscriptionOf({ remaining: 2 }),
    subscriptionOf({ kind: 'called', templateId: 'lasting', longTerm: true, remaining: 1 }),
    subscriptionOf({ kind: 'queued', templateId: 'template-pd' }),
  ];

  it('is our count and WeChat’s choice, kind by kind', () => {
    const view = settingsView(zh, subscriptions, {
      mainSwitch: true,
      itemSettings: { 'template-jh': 'accept', lasting: 'ban', 'template-pd': 'reject' },
    });
    expect(view.mainSwitch).to.equal('开');
    expect(view.rows.map(({ label, left, choice }) => [label, left, choice])).to.deep.equal([
      ['快到您了', '还可收到 2 条', '总是接收'],
      ['请到窗口办理', '长期有效', '已被停用'],
      ['取号成功', '还可收到 0 条', '总是拒绝'],
    ]);
  });

  it('says what WeChat does not tell', () => {
    const view = settingsView(en, subscriptions, null);
    expect(view).to.include({ mainSwitch: 'WeChat does not say', isOff: false });
    expect(view.rows[0]?.choice).to.equal('Ask each time');
    const off = settingsView(en, [], { mainSwitch: false, itemSettings: {} });
    expect(off).to.include({ mainSwitch: 'Off', isOff: true });
  });
});

describe('The languages', () => {
  it('have the same keys, none empty, with the same places to fill in', () => {
    const placesIn = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [section, texts] of Object.entries(zh)) {
      const others: Readonly<Record<string, string>> = en[section as keyof typeof en];
      expect(Object.keys(others).toSorted(), section).to.deep.equal(Object.keys(texts).toSorted());
      for (const [key, text] of Object.entries(texts)) {
        expect(text, `${section}.${key}`).not.to.equal('');
        expect(others[key], `${section}.${key}`).to.be.a('string').that.is.not.empty;
        expect(placesIn(others[key] ?? ''), `${section}.${key}`).to.deep.equal(placesIn(text));
      }
    }
  });

  it('fit the buttons of WeChat’s dialogue, which take four characters', () => {
    for (const { common } of [zh, en])
      for (const text of [common.yes, common.no]) expect(text.length).to.be.at.most(4);
  });

  it('name each kind of message', () => {
    for (const texts of [zh, en])
      expect(Object.keys(texts.kinds).toSorted()).to.deep.equal([...messageKinds].toSorted());
  });

  it('have no words for problems that the service does not know', () => {
    const ours = ['offline', 'unreadable', 'login_failed', 'too_old', 'unknown'];
    const known = new Set([...Object.keys(problemTable), ...ours, 'holders_take_no_numbers']);
    expect(Object.keys(zh.problems).filter((code) => !known.has(code))).to.deep.equal([]);
  });

  it('have a text for every problem, and a general one', () => {
    expect(problemText(en, 'ticket_bound')).to.equal('Somebody else holds this number.');
    expect(problemText(en, 'a_code_of_next_year')).to.equal(en.problems.unknown);
  });

  it('follow the phone', () => {
    expect(['zh_CN', 'zh_TW', 'zh', 'en', 'en_US', 'fr'].map(languageFor)).to.deep.equal([
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      'en',
      'en',
    ]);
    expect(fill('{a} {b}', { a: 1 })).to.equal('1 {b}');
  });
});
