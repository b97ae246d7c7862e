import type { MyTicket } from '../../logic/answers.js';
import { languages, problemText, type Texts } from '../../logic/languages.js';
import { phaseOf } from '../../logic/ticket-view.js';
import { timeOfDay } from '../../logic/words.js';
import { coreOf } from '../../platform/app.js';
import { openPage, setTitle, ticketPath } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];
const pageSize = 20;

type Row = Readonly<{ ticketId: string; number: string; day: string; time: string; state: string }>;

const rowOf = (texts: Texts, ticket: MyTicket): Row => ({
  ticketId: ticket.ticketId,
  number: ticket.number,
  day: ticket.businessDay,
  time: timeOfDay(ticket.issuedAt),
  state: texts.phases[phaseOf(ticket.state)],
});

Page({
  data: {
    t: initialTexts,
    rows: [] as Row[],
    nextCursor: '',
    isEmpty: false,
    busy: false,
    problem: '',
  },

  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.tickets.title);
    void this.load('');
  },
  onReachBottom() {
    if (this.data.nextCursor !== '') void this.load(this.data.nextCursor);
  },

  async load(cursor: string) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    const { api, texts } = coreOf();
    const answer = await api.myTickets({ limit: pageSize, ...(cursor === '' ? {} : { cursor }) });
    if (!answer.ok)
      return this.setData({ busy: false, problem: problemText(texts(), answer.problem.code) });
    const { items, nextCursor } = answer.value;
    const before = cursor === '' ? [] : this.data.rows;
    const rows = [...before, ...items.map((ticket) => rowOf(texts(), ticket))];
    this.setData({ rows, nextCursor: nextCursor ?? '', isEmpty: rows.length === 0, busy: false });
  },

  tapTicket(event: WechatMiniprogram.TouchEvent<object, object, { id?: string }>) {
    const { id } = event.currentTarget.dataset;
    if (id !== undefined) openPage(ticketPath(id));
  },
  tapMore() {
    void this.load(this.data.nextCursor);
  },
  tapRetry() {
    void this.load('');
  },
});
