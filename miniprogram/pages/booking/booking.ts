import {
  bookableDays,
  slotRow,
  type BookableDay,
  type SlotRow,
} from '../../logic/appointment-view.js';
import { languages, type Texts } from '../../logic/languages.js';
import { mayPass, type Problem } from '../../logic/problem.js';
import { refusalText } from '../../logic/words.js';
import { coreOf } from '../../platform/app.js';
import { confirm, openPage, setTitle, toast } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];

Page({
  data: {
    t: initialTexts,
    place: '',
    days: [] as readonly BookableDay[],
    date: '',
    slots: [] as readonly SlotRow[],
    isEmpty: false,
    busy: false,
    problem: '',
    canRetry: false,
  },
  queue: { hallId: '', queueId: '' },
  daysAhead: 0,

  onLoad({ hallId = '', queueId = '', days = '0' }: Record<string, string | undefined>) {
    this.queue = { hallId: decodeURIComponent(hallId), queueId: decodeURIComponent(queueId) };
    this.daysAhead = Number(days) || 0;
    void this.begin();
  },
  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.booking.title);
  },

  /** Where it is and which day the hall has: asked anew, for a day may have turned since. */
  async begin() {
    const core = coreOf();
    this.setData({ busy: true, problem: '' });
    const answer = await core.api.board(this.queue.hallId);
    this.setData({ busy: false });
    if (!answer.ok) return this.showProblem(answer.problem);
    const { name, businessDay, queues } = answer.value;
    const queue = queues.find(({ queueId }) => queueId === this.queue.queueId);
    const days = bookableDays(core.texts(), businessDay, this.daysAhead);
    this.setData({ place: `${name} · ${queue?.name ?? ''}`, days });
    await this.choose(businessDay);
  },
  async choose(date: string) {
    const core = coreOf();
    this.setData({ date, slots: [], isEmpty: false, busy: true, problem: '' });
    const answer = await core.api.slots(this.queue, date);
    // Another day may have been chosen meanwhile.
    if (this.data.date !== date) return;
    this.setData({ busy: false });
    if (!answer.ok) return this.showProblem(answer.problem);
    const slots = answer.value.items.map((slot) => slotRow(core.texts(), slot));
    this.setData({ slots, isEmpty: slots.length === 0 });
  },
  showProblem(problem: Problem) {
    const core = coreOf();
    this.setData({
      problem: refusalText(core.texts(), problem, core.platform.now()),
      canRetry: mayPass(problem),
    });
  },
  async book(from: string, when: string) {
    const core = coreOf();
    const { booking, common } = core.texts();
    const { date } = this.data;
    const text = `${this.data.place}\n${date} ${when}`;
    if (!(await confirm({ title: booking.question, text, yes: common.yes, no: common.no }))) return;
    this.setData({ busy: true, problem: '' });
    const answer = await core.book(this.queue, { date, from });
    this.setData({ busy: false });
    if (!answer.ok) {
      await this.choose(date);
      return this.showProblem(answer.problem);
    }
    toast(booking.booked);
    openPage('/pages/appointments/appointments');
  },

  tapDay(event: WechatMiniprogram.TouchEvent<object, object, { date?: string }>) {
    const { date } = event.currentTarget.dataset;
    if (date !== undefined) void this.choose(date);
  },
  tapSlot(event: WechatMiniprogram.TouchEvent<object, object, { from?: string; when?: string }>) {
    const { from, when } = event.currentTarget.dataset;
    if (from !== undefined && when !== undefined && !this.data.busy) void this.book(from, when);
  },
  tapRetry() {
    void (this.data.date === '' ? this.begin() : this.choose(this.data.date));
  },
});
