import type { MyTicket } from '../../logic/answers.js';
import type { OfferedQueue } from '../../logic/entering.js';
import { fill, languages, type Texts } from '../../logic/languages.js';
import { mayPass, type Problem } from '../../logic/problem.js';
import { entranceOfQuery, entranceOfScan, type Entrance } from '../../logic/scan.js';
import { phaseOf } from '../../logic/ticket-view.js';
import { refusalText, ticketInTheWay } from '../../logic/words.js';
import { coreOf } from '../../platform/app.js';
import { bookingPath, openPage, setTitle, ticketPath } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];

Page({
  data: {
    t: initialTexts,
    busy: false,
    problem: '',
    canRetry: false,
    typedCode: '',
    current: null as MyTicket | null,
    currentState: '',
    queue: null as OfferedQueue | null,
    queueWaiting: '',
    queueWhy: '',
    canTake: false,
    canBook: false,
    /** The number that stands in the way of another. */
    ticketInTheWay: '',
  },
  /** What is done again by a tap on 重试. */
  again: null as (() => void) | null,

  onLoad(query: Record<string, string | undefined>) {
    this.goIn(entranceOfQuery(query));
  },
  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.app.name);
    void this.showCurrent();
  },

  goIn(entrance: Entrance) {
    if (entrance.kind === 'ticket') openPage(ticketPath(entrance.ticketId));
    if (entrance.kind === 'code') void this.useCode(entrance.code);
  },
  async showCurrent() {
    const core = coreOf();
    const current = await core.currentTicket();
    const state = current === null ? '' : core.texts().phases[phaseOf(current.state)];
    this.setData({ current, currentState: state });
  },

  async useCode(code: string) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '', queue: null });
    const destination = await coreOf().enter(code);
    this.setData({ busy: false });
    if (destination.kind === 'ticket') return this.arrived(destination.ticketId);
    if (destination.kind === 'queue') return this.showQueue(destination.queue);
    this.showProblem(destination.problem, () => void this.useCode(code));
  },
  showQueue(queue: OfferedQueue) {
    const { index } = coreOf().texts();
    this.setData({
      queue,
      queueWaiting: fill(index.waiting, { waiting: queue.waiting }),
      queueWhy: queue.paused ? index.paused : index.atKiosk,
      canTake: queue.holdersTakeNumbers && !queue.paused,
      canBook: queue.bookableDays !== null,
    });
  },
  async takeNumber(queue: OfferedQueue) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '', ticketInTheWay: '' });
    const taken = await coreOf().takeNumber(queue);
    this.setData({ busy: false });
    if (taken.ok) return this.arrived(taken.value);
    this.showProblem(taken.problem, () => void this.takeNumber(queue));
  },
  arrived(ticketId: string) {
    this.setData({ queue: null, typedCode: '', problem: '', ticketInTheWay: '' });
    openPage(ticketPath(ticketId));
  },
  showProblem(problem: Problem, again: () => void) {
    this.again = again;
    const core = coreOf();
    this.setData({
      problem: refusalText(core.texts(), problem, core.platform.now()),
      canRetry: mayPass(problem),
      ticketInTheWay: ticketInTheWay(problem) ?? '',
    });
  },

  async tapScan() {
    const core = coreOf();
    const scanned = await core.platform.scan();
    if (scanned === null) return;
    const entrance = entranceOfScan(scanned);
    if (entrance.kind === 'none')
      this.setData({ problem: core.texts().index.notOurCode, canRetry: false });
    else this.goIn(entrance);
  },
  inputCode(event: WechatMiniprogram.Input) {
    this.setData({ typedCode: event.detail.value });
  },
  tapUseCode() {
    const entrance = entranceOfScan({ path: null, result: this.data.typedCode });
    if (entrance.kind === 'none')
      this.setData({ problem: coreOf().texts().index.notOurCode, canRetry: false });
    else this.goIn(entrance);
  },
  tapTakeNumber() {
    const { queue } = this.data;
    if (queue !== null) void this.takeNumber(queue);
  },
  tapBook() {
    const { queue } = this.data;
    if (queue !== null) openPage(bookingPath(queue, queue.bookableDays ?? 0));
  },
  tapOpenMine() {
    openPage(ticketPath(this.data.ticketInTheWay));
  },
  tapAppointments() {
    openPage('/pages/appointments/appointments');
  },
  tapRetry() {
    this.again?.();
  },
  tapCurrent() {
    const { current } = this.data;
    if (current !== null) openPage(ticketPath(current.ticketId));
  },
  tapTickets() {
    openPage('/pages/tickets/tickets');
  },
  tapSettings() {
    openPage('/pages/settings/settings');
  },
  tapPrivacy() {
    openPage('/pages/privacy/privacy');
  },
});
