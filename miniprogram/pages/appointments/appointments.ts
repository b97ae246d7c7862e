import { appointmentRow, type AppointmentRow } from '../../logic/appointment-view.js';
import { languages, type Texts } from '../../logic/languages.js';
import type { Problem } from '../../logic/problem.js';
import { refusalText, ticketInTheWay } from '../../logic/words.js';
import { coreOf } from '../../platform/app.js';
import { confirm, openPage, setTitle, ticketPath } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];
const pageSize = 20;

type RowEvent = WechatMiniprogram.TouchEvent<object, object, { id?: string }>;

Page({
  data: {
    t: initialTexts,
    rows: [] as readonly AppointmentRow[],
    nextCursor: '',
    isEmpty: false,
    busy: false,
    problem: '',
    /** The number that stands in the way of a check-in. */
    ticketId: '',
  },

  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.appointments.title);
    void this.load('');
  },
  onReachBottom() {
    if (this.data.nextCursor !== '') void this.load(this.data.nextCursor);
  },

  async load(cursor: string) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '', ticketId: '' });
    const core = coreOf();
    const page = { limit: pageSize, ...(cursor === '' ? {} : { cursor }) };
    const answer = await core.api.myAppointments(page);
    this.setData({ busy: false });
    if (!answer.ok) return this.showProblem(answer.problem);
    const { items, nextCursor } = answer.value;
    const read = items.map(async (one) =>
      appointmentRow(core.texts(), one, await core.board(one.hallId)),
    );
    const rows = [...(cursor === '' ? [] : this.data.rows), ...(await Promise.all(read))];
    this.setData({ rows, nextCursor: nextCursor ?? '', isEmpty: rows.length === 0 });
  },
  showProblem(problem: Problem) {
    const core = coreOf();
    this.setData({
      problem: refusalText(core.texts(), problem, core.platform.now()),
      ticketId: ticketInTheWay(problem) ?? '',
    });
  },
  rowOf(event: RowEvent): AppointmentRow | undefined {
    return this.data.rows.find((row) => row.appointmentId === event.currentTarget.dataset.id);
  },

  async tapCheckIn(event: RowEvent) {
    const row = this.rowOf(event);
    if (row === undefined || this.data.busy) return;
    this.setData({ busy: true, problem: '', ticketId: '' });
    const answer = await coreOf().checkIn(row);
    this.setData({ busy: false });
    if (answer.ok) openPage(ticketPath(answer.value.ticketId));
    else this.showProblem(answer.problem);
  },
  async tapCancel(event: RowEvent) {
    const core = coreOf();
    const row = this.rowOf(event);
    const { appointments, common } = core.texts();
    const question = { title: appointments.cancelTitle, text: appointments.cancelText };
    if (row === undefined || !(await confirm({ ...question, yes: common.yes, no: common.no })))
      return;
    const answer = await core.api.cancelAppointment(row.appointmentId);
    if (!answer.ok) return this.showProblem(answer.problem);
    await this.load('');
  },
  tapOpen(event: RowEvent) {
    const row = this.rowOf(event);
    if (row !== undefined) openPage(ticketPath(row.ticketId));
  },
  tapOpenMine() {
    openPage(ticketPath(this.data.ticketId));
  },
  tapMore() {
    void this.load(this.data.nextCursor);
  },
  tapRetry() {
    void this.load('');
  },
});
