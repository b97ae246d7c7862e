import { ask, templates as askTemplates } from './api.js';
import type { Notification, Template } from './api.js';
import { cardPanel } from './cards.js';
import { chatPanel } from './chat.js';
import { createToast, modalDialog, subscribePopup } from './dialogs.js';
import { button, el, show } from './dom.js';
import { onChanges, onRefusal } from './feed.js';
import { launchOf, startMiniProgram } from './mini-program.js';
import type { MiniProgram } from './mini-program.js';
import { createBanner, notificationList } from './notifications.js';
import { scanChoices, scanDialog } from './scan.js';
import { phoneLanguage, settingsPanel } from './settings.js';
import { createTabs } from './tabs.js';
import type { Tabs } from './tabs.js';
import { htmlLanguage, t } from './texts.js';
import { createWx } from './wx/wx.js';
import type { Shell } from './wx/wx.js';

const front = 'mini-program';
/** How wide a mini-program believes every phone to be, in its own unit. */
const widthRpx = 750;

/** One person's phone. */
class Phone {
  readonly #user: string;
  readonly #title = el('h2', { attributes: { 'data-testid': 'title' } });
  readonly #stage = el('div', { class: 'stage' });
  readonly #toast = createToast();
  readonly #banner = createBanner((page) => this.open(page));
  readonly #list = notificationList((page) => this.open(page));
  readonly #chat;
  readonly #cards;
  readonly #settings;
  readonly #scan = el('section', {});
  readonly #tabs: Tabs;
  #templates: readonly Template[] = [];
  #running: Promise<MiniProgram> | null = null;
  #cursor = '0';
  #isFirstLook = true;

  constructor(user: string) {
    this.#user = user;
    const open = (page: string): void => this.open(page);
    this.#chat = chatPanel(user, open);
    this.#cards = cardPanel(user, open);
    this.#settings = settingsPanel({
      user,
      templates: () => this.#templates,
      toast: (title) => this.#toast.show({ title }),
      relaunch: () => location.reload(),
    });
    this.#tabs = this.#createTabs();
  }

  /** Puts the phone into the page, with the mini-program open. */
  start(): void {
    document.documentElement.lang = htmlLanguage();
    document.title = `${this.#user}${t('phoneOf')}`;
    const name = el('h1', {}, this.#user, t('phoneOf'));
    const { bar, panels } = this.#tabs;
    show(document.body, name, this.#banner.place, panels, this.#toast.place, bar);
    const resize = (): void =>
      this.#stage.style.setProperty('--rpx', `${this.#stage.clientWidth / widthRpx}px`);
    new ResizeObserver(resize).observe(this.#stage);
    this.open('pages/index/index');
    onRefusal((text) => this.#toast.show({ title: `${t('failed')}: ${text}` }));
    onChanges(() => this.#look());
  }

  /** Opens the mini-program at a page, started anew or brought to the front. */
  open(page: string): void {
    this.#tabs.select(front);
    const launch = launchOf(page);
    const running = this.#running;
    this.#running =
      running === null
        ? startMiniProgram(this.#stage, createWx(this.#user, this.#shell()), launch)
        : running.then(async (miniProgram) => {
            await miniProgram.relaunch(launch).catch((error: unknown) => {
              this.#toast.show({ title: `${t('failed')}: ${String(error)}` });
            });
            return miniProgram;
          });
    this.#running.catch((error: unknown) => {
      this.#running = null;
      console.warn('the mini-program did not start', error);
      show(this.#stage, el('p', { class: 'empty' }, t('notBuilt')));
    });
  }

  #createTabs(): Tabs {
    const { panel: miniProgram } = { panel: el('section', {}, this.#head(), this.#stage) };
    return createTabs(
      [
        { id: front, label: t('miniProgram'), panel: miniProgram },
        { id: 'notifications', label: t('notifications'), panel: this.#list.panel },
        { id: 'chat', label: t('chat'), panel: this.#chat.panel, onShow: this.#chat.enter },
        { id: 'cards', label: t('cards'), panel: this.#cards.panel },
        { id: 'scan', label: t('scan'), panel: this.#scan, onShow: () => this.#showScan() },
        {
          id: 'settings',
          label: t('settings'),
          panel: this.#settings.panel,
          onShow: () => void this.#settings.look(),
        },
      ],
      (id) => this.#turnedTo(id),
    );
  }

  #head(): HTMLElement {
    const back = button('‹', () => void this.#running?.then((one) => one.back()), 'back');
    back.setAttribute('aria-label', t('back'));
    const again = button(t('relaunch'), () => this.open('pages/index/index'), 'phone-link');
    return el('header', { class: 'head' }, back, this.#title, again);
  }

  #showScan(): void {
    show(
      this.#scan,
      scanChoices(({ path, result }) =>
        this.open(path ?? `pages/index/index?scene=${encodeURIComponent(result)}`),
      ),
    );
  }

  #turnedTo(id: string): void {
    void this.#running?.then(
      (one) => (id === front ? one.show() : one.hide()),
      () => undefined,
    );
  }

  #shell(): Shell {
    return {
      popup: subscribePopup,
      scan: scanDialog,
      modal: modalDialog,
      toast: this.#toast.show,
      title: (text) => (this.#title.textContent = text),
      openSettings: () => this.#tabs.select('settings'),
      openChat: () => this.#tabs.select('chat'),
      language: () => phoneLanguage(this.#user),
    };
  }

  async #look(): Promise<void> {
    this.#templates = await askTemplates();
    await this.#lookForMessages();
    const hasAnswers = (await this.#chat.look()) > 0;
    const hasCards = await this.#cards.look();
    if (hasAnswers && !this.#isFirstLook) this.#tabs.count('chat');
    if (hasCards && !this.#isFirstLook) this.#tabs.count('cards');
    this.#isFirstLook = false;
  }

  async #lookForMessages(): Promise<void> {
    const path = `/messages?user=${encodeURIComponent(this.#user)}&cursor=${this.#cursor}`;
    const { items, nextCursor } = await ask<
      Readonly<{ items: readonly Notification[]; nextCursor: string }>
    >('GET', path);
    this.#cursor = nextCursor;
    for (const item of items) {
      const template = this.#templates.find(({ priTmplId }) => priTmplId === item.templateId);
      this.#list.add(item, template);
      // What had come before the page was opened is no news.
      if (this.#isFirstLook) continue;
      this.#tabs.count('notifications');
      this.#banner.show(item, template);
    }
  }
}

new Phone(document.body.dataset['user'] ?? '').start();
