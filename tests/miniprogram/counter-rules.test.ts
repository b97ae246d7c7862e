import { expect } from 'chai';
import type { Hall } from '../e2e/hall.js';
import { slip, startScreenRig, ticketPage, type Screen, type ScreenRig } from './screen.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const everyDay = (items: readonly unknown[]) => ({
  weekly: Object.fromEntries(weekdays.map((day) => [day, items])),
});

describe('The mini-program’s pages and the rules of the counter', function () {
  this.timeout(20_000);
  let rig: ScreenRig;
  before(async () => {
    rig = await startScreenRig();
  });
  afterEach(() => rig.closeScreens());
  after(() => rig.close());

  /** A phone that has come to a queue's poster. */
  const atPoster = async (hall: Hall): Promise<Screen> => {
    await rig.admin.ask('GET', `${hall.path}/queues/A/code`);
    const { items } = await rig.simulator.get<{ items: { scene: string | null }[] }>(
      '/simulator/codes',
    );
    const phone = await rig.screenOf();
    const scene = encodeURIComponent(items[0]?.scene ?? '');
    phone.person.scan = { path: `pages/index/index?scene=${scene}`, result: '' };
    phone.tap('.scan');
    await phone.reads('.queue-name', '测试大厅 · 综合业务');
    return phone;
  };

  it('say when numbers begin, what is full, and which number stands in the way', async () => {
    const hall = await rig.hall({ hall: { holdersTakeNumbers: true } });
    const queue = { name: '综合业务', prefix: 'A' };
    const path = `${hall.path}/queues/A`;
    await rig.admin.put(path, { ...queue, hours: { weekly: {}, days: {} } });
    const phone = await atPoster(hall);
    phone.tap('.take-number');
    await phone.reads('.problem-text', '现在不在取号时间。');
    await rig.admin.put(path, { ...queue, quota: { day: 0 } });
    phone.tap('.take-number');
    await phone.reads('.problem-text', '本时段号源已满。');
    await rig.admin.put(path, queue);
    phone.tap('.take-number');
    await phone.on(ticketPage);
    await phone.reads('.number', 'A001');
    phone.program.back();
    phone.tap('.scan');
    await phone.reads('.queue-name', '测试大厅 · 综合业务');
    phone.tap('.take-number');
    await phone.reads('.problem-text', '您已有未办结的号码。');
    phone.tap('.open-mine');
    await phone.on(ticketPage);
    await phone.reads('.number', 'A001');
  });

  it('show the way of a visit, how long it may take, and what came of it', async () => {
    const hall = await rig.hall({ hall: { outcomes: ['办结'], ratingReasons: ['快', '热情'] } });
    const mine = await hall.issue('A', { route: ['B'] });
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.estimate', '暂无窗口办理此业务，请留意叫号屏');
    await phone.reads('.route-stop.here', /综合业务\s*当前/);
    await phone.reads('.route-stop.to_come', /个人业务\s*待办/);
    for (const [window, next] of [
      ['1', '.route-stop.done'],
      ['3', '.outcome'],
    ] as const) {
      await hall.at(window, 'open');
      await hall.at(window, 'call-next');
      await hall.at(window, 'complete', { outcome: '办结' });
      await phone.reads(next, /./);
    }
    await phone.reads('.outcome', '办理结果 办结');
    await phone.reads('.rating .title', '请为本次服务评价');
    phone.tap('.score:nth-of-type(5)');
    phone.tap('.reason');
    phone.tap('.send-rating');
    await phone.reads('.rated', '感谢您的评价。');
    const { businessDay } = await hall.board();
    const path = `${hall.path}/reports?from=${businessDay}&to=${businessDay}`;
    const { items } = await rig.admin.get<{ items: { ratings: object }[] }>(path);
    expect(items[0]?.ratings).to.deep.equal({ count: 1, mean: 5 });
  });

  it('let a person say at which place they want to hear', async () => {
    const hall = await rig.hall();
    await hall.issueMany(12);
    const mine = await hall.issue();
    const phone = await rig.screenOf();
    phone.person.scan = slip(mine.bindCode);
    phone.tap('.scan');
    await phone.on(ticketPage);
    await phone.reads('.reminder.chosen', '按大厅默认');
    phone.tap('.reminder:nth-of-type(3)');
    await phone.reads('.reminder.chosen', '还有 10 人时');
    const page = await rig.admin.get<{ reminderAhead: number | null }>(
      `/api/v1/tickets/${mine.ticketId}`,
    );
    expect(page.reminderAhead).to.equal(10);
  });

  it('book a time, list it, check in, and give one up', async () => {
    const hall = await rig.hall();
    const slots = everyDay([{ from: '00:00', to: '24:00', capacity: 1 }]);
    const queue = { name: '综合业务', prefix: 'A', appointments: { slots } };
    await rig.admin.put(`${hall.path}/queues/A`, queue);
    const phone = await atPoster(hall);
    phone.tap('.book');
    await phone.on('pages/booking/booking');
    await phone.reads('.place', '测试大厅 · 综合业务');
    await phone.reads('.slot-left', '余 1');
    phone.tap('.book-slot');
    await phone.on('pages/appointments/appointments');
    expect(phone.questions.at(-1)).to.equal('确认预约？');
    await phone.reads('.appointment-state', '待报到');
    await phone.reads('.check-in-code', /^[0-9A-Za-z_-]{1,32}$/);
    phone.tap('.check-in');
    await phone.on(ticketPage);
    await phone.reads('.number', 'A001');
    await phone.reads('.priority', '优先类别 优先');
    const other = await atPoster(hall);
    other.tap('.book');
    await other.on('pages/booking/booking');
    await other.reads('.slot-left', '约满');
    other.tap('.day:nth-of-type(2)');
    await other.reads('.slot-left', '余 1');
    other.tap('.book-slot');
    await other.on('pages/appointments/appointments');
    await other.reads('.appointment-state', '待报到');
    other.tap('.check-in');
    await other.reads('.problem-text', /^还没到报到时间，(\d+月\d+日 )?\d\d:\d\d 起可以报到。$/);
    other.tap('.cancel-appointment');
    await other.reads('.appointment-state', '已取消');
  });
});
