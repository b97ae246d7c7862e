import { queueCardType } from '../../config.js';
import type { Board, Ticket } from '../../logic/answers.js';
import type { Following, FollowState } from '../../logic/follow.js';
import { languages, problemText, type Texts } from '../../logic/languages.js';
import { mayPass, type Problem } from '../../logic/problem.js';
import { entranceOfQuery } from '../../logic/scan.js';
import type { Tapped } from '../../logic/subscribe.js';
import { ticketView, type TicketView } from '../../logic/ticket-view.js';
import { coreOf } from '../../platform/app.js';
import {
  confirm,
  openMessageSettings,
  openStart,
  setTitle,
  toast,
} from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];

/** The card's colour: called stands out, near and missed warn. */
const classOf = ({ phase, isNear }: TicketView): string => {
  if (phase === 'called' || phase === 'serving') return 'called';
  if (phase === 'missed') return 'missed';
  return isNear ? 'near' : '';
};

Page({
  data: {
    t: initialTexts,
    view: null as TicketView | null,
    cardClass: '',
    cardType: queueCardType,
    followText: '',
    problem: '',
    notice: '',
    offerSettings: false,
    /** The rating as the person puts it together. */
    scores: [] as readonly Readonly<{ score: number; label: string }>[],
    score: 0,
    reasons: [] as readonly Readonly<{ reason: string; chosen: boolean }>[],
    comment: '',
    rated: false,
  },
  ticketId: '',
  ticket: null as Ticket | null,
  board: null as Board | null,
  state: 'polling' as FollowState,
  following: null as Following | null,
  /** The popup is open or its answer is under way: more taps do nothing. */
  isSubscribing: false,
  /** The same for the other questions. */
  isBusy: false,

  onLoad(query: Record<string, string | undefined>) {
    const entrance = entranceOfQuery(query);
    this.ticketId = entrance.kind === 'ticket' ? entrance.ticketId : '';
    if (this.ticketId === '') this.showProblem({ code: 'unknown_ticket' });
    else this.followTicket();
  },
  onShow() {
    const texts = coreOf().texts();
    this.setData({ t: texts });
    setTitle(texts.ticket.title);
    this.draw();
    this.following?.show();
  },
  onHide() {
    this.following?.hide();
  },
  onUnload() {
    this.following?.stop();
  },
  async onPullDownRefresh() {
    await this.following?.refresh();
    void wx.stopPullDownRefresh();
  },

  followTicket() {
    this.following?.stop();
    this.setData({ problem: '' });
    this.following = coreOf().follow(this.ticketId, {
      onTicket: (ticket) => this.show(ticket),
      onState: (state) => {
        this.state = state;
        this.draw();
      },
      onProblem: (problem) => this.showProblem(problem),
    });
  },
  show(ticket: Ticket) {
    this.ticket = ticket;
    this.setData({ problem: '' });
    this.draw();
    if (this.board === null) void this.readBoard(ticket.hallId);
  },
  async readBoard(hallId: string) {
    this.board = await coreOf().board(hallId);
    this.draw();
  },
  draw() {
    const texts = coreOf().texts();
    const followText = texts.ticket[this.state];
    if (this.ticket === null) return this.setData({ followText });
    const view = ticketView(texts, this.ticket, this.board);
    const scores = texts.ticket.rateScores
      .split(' ')
      .map((label, at) => ({ score: at + 1, label }));
    const chosen = new Set(
      this.data.reasons.filter((one) => one.chosen).map(({ reason }) => reason),
    );
    const reasons = view.ratingReasons.map((reason) => ({ reason, chosen: chosen.has(reason) }));
    this.setData({ view, cardClass: classOf(view), followText, scores, reasons });
  },
  showProblem({ code }: Pick<Problem, 'code'>) {
    this.setData({ problem: problemText(coreOf().texts(), code) });
  },

  tapSubscribe() {
    if (this.ticket === null || this.isSubscribing) return;
    this.isSubscribing = true;
    // WeChat opens its popup only while the tap is being handled: nothing is awaited before this.
    const tapped = coreOf().subscribe(this.ticket);
    this.setData({ notice: '', offerSettings: false });
    void tapped.then((result) => this.tapped(result)).finally(() => (this.isSubscribing = false));
  },
  tapped({ outcome, saved }: Tapped) {
    const texts = coreOf().texts();
    const isKept = saved !== null && !saved.ok && mayPass(saved.problem);
    const refused = saved !== null && !saved.ok && !isKept ? saved.problem : null;
    this.setData({
      notice: isKept
        ? texts.ticket.keptForLater
        : refused === null
          ? texts.subscribe[outcome]
          : problemText(texts, refused.code),
      offerSettings: outcome === 'mainSwitchOff',
    });
    if (saved?.ok === true) void this.following?.renew();
  },
  tapOpenSettings() {
    openMessageSettings(() => this.setData({ notice: '', offerSettings: false }));
  },

  async createdCard(event: WechatMiniprogram.CustomEvent<{ code?: string }>) {
    const { code } = event.detail;
    const core = coreOf();
    if (code === undefined) return toast(core.texts().problems.too_old);
    const answer = await core.api.offerCard(this.ticketId, code, core.platform.uniqueText());
    toast(
      answer.ok ? core.texts().ticket.cardSaved : problemText(core.texts(), answer.problem.code),
    );
    if (answer.ok) await this.following?.renew();
  },

  async tapReminder(event: WechatMiniprogram.TouchEvent<object, object, { ahead?: number }>) {
    const core = coreOf();
    const ahead = Number(event.currentTarget.dataset.ahead ?? 0);
    if (this.isBusy) return;
    this.isBusy = true;
    const answer = await core.api.remind(this.ticketId, ahead === 0 ? null : ahead);
    this.isBusy = false;
    if (!answer.ok) return this.showProblem(answer.problem);
    if (this.ticket !== null)
      this.show({ ...this.ticket, reminderAhead: answer.value.reminderAhead });
    toast(core.texts().ticket.reminderSaved);
  },

  tapScore(event: WechatMiniprogram.TouchEvent<object, object, { score?: number }>) {
    this.setData({ score: Number(event.currentTarget.dataset.score ?? 0) });
  },
  tapReason(event: WechatMiniprogram.TouchEvent<object, object, { reason?: string }>) {
    const { reason } = event.currentTarget.dataset;
    const reasons = this.data.reasons.map((one) =>
      one.reason === reason ? { ...one, chosen: !one.chosen } : one,
    );
    this.setData({ reasons });
  },
  inputComment(event: WechatMiniprogram.Input) {
    this.setData({ comment: event.detail.value });
  },
  async tapRate() {
    const { score, reasons, comment } = this.data;
    if (score === 0 || this.isBusy) return;
    this.isBusy = true;
    const chosen = reasons.filter((one) => one.chosen).map(({ reason }) => reason);
    const rating = { ticketId: this.ticketId, score, reasons: chosen, comment: comment.trim() };
    const answer = await coreOf().rate(rating);
    this.isBusy = false;
    if (answer.ok) this.setData({ rated: true, problem: '' });
    else this.showProblem(answer.problem);
  },

  tapRefresh() {
    void this.following?.refresh();
  },
  tapRetry() {
    if (this.ticketId === '') return openStart();
    this.followTicket();
  },
  /** Asks, then does it, once however often the button is tapped. */
  async askFirst(title: string, text: string, act: () => Promise<void>) {
    if (this.isBusy) return;
    this.isBusy = true;
    const { yes, no } = coreOf().texts().common;
    try {
      if (await confirm({ title, text, yes, no })) await act();
    } finally {
      this.isBusy = false;
    }
  },
  tapGiveUp() {
    const core = coreOf();
    const { giveUpTitle, giveUpText } = core.texts().ticket;
    return this.askFirst(giveUpTitle, giveUpText, async () => {
      const answer = await core.giveUp(this.ticketId);
      if (answer.ok) this.show(answer.value);
      else this.showProblem(answer.problem);
    });
  },
  tapUnbind() {
    const core = coreOf();
    const { unbindTitle, unbindText } = core.texts().ticket;
    return this.askFirst(unbindTitle, unbindText, async () => {
      const answer = await core.api.unbind(this.ticketId);
      if (answer.ok) openStart();
      else this.showProblem(answer.problem);
    });
  },
});
