import type { Ticket } from '../../logic/answers.js';
import { languages, problemText, type LanguageCode, type Texts } from '../../logic/languages.js';
import { mayPass } from '../../logic/problem.js';
import { settingsView, type SettingsView } from '../../logic/settings-view.js';
import { templatesToAsk, type Tapped } from '../../logic/subscribe.js';
import { coreOf } from '../../platform/app.js';
import { openMessageSettings, setTitle } from '../../platform/navigation.js';

const initialTexts: Texts = languages['zh-CN'];

Page({
  data: {
    t: initialTexts,
    language: 'zh-CN' as LanguageCode,
    view: { mainSwitch: '', isOff: false, rows: [] } as SettingsView,
    hasTicket: false,
    canSubscribe: false,
    notice: '',
  },
  ticket: null as Ticket | null,

  onShow() {
    this.setData({ notice: '' });
    void this.draw();
  },

  async draw() {
    const core = coreOf();
    const texts = core.texts();
    this.setData({ t: texts, language: core.language() });
    setTitle(texts.settings.title);
    const [wechat, ticket] = await Promise.all([
      core.platform.subscriptionsSetting(),
      this.readTicket(),
    ]);
    this.ticket = ticket;
    const subscriptions = ticket?.subscriptions ?? [];
    this.setData({
      view: settingsView(core.texts(), subscriptions, wechat),
      hasTicket: ticket !== null,
      canSubscribe: templatesToAsk(subscriptions).length > 0,
    });
  },
  async readTicket(): Promise<Ticket | null> {
    const core = coreOf();
    const current = await core.currentTicket();
    if (current === null) return null;
    const answer = await core.api.ticket(current.ticketId);
    return answer.ok ? answer.value : null;
  },

  tapSubscribe() {
    if (this.ticket === null) return;
    // WeChat opens its popup only while the tap is being handled: nothing is awaited before this.
    void coreOf()
      .subscribe(this.ticket)
      .then((tapped) => this.tapped(tapped));
  },
  async tapped({ outcome, saved }: Tapped) {
    const texts = coreOf().texts();
    if (saved === null || saved.ok) this.setData({ notice: texts.subscribe[outcome] });
    else if (mayPass(saved.problem)) this.setData({ notice: texts.ticket.keptForLater });
    else this.setData({ notice: problemText(texts, saved.problem.code) });
    await this.draw();
  },
  tapOpenSettings() {
    openMessageSettings(() => void this.draw());
  },
  tapLanguage(event: WechatMiniprogram.TouchEvent<object, object, { language?: string }>) {
    const { language } = event.currentTarget.dataset;
    if (language !== 'zh-CN' && language !== 'en') return;
    coreOf().setLanguage(language);
    void this.draw();
  },
});
