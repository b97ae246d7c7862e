import { ask, phonePath } from '../api.js';
import type { Settings } from '../api.js';
import { api, ApiFailure } from './callbacks.js';
import { request } from './request.js';
import { storageOf } from './storage.js';
import { subscribing } from './subscribe.js';
import type { Popup } from './subscribe.js';
import { systemOf } from './system.js';

export type Modal = Readonly<{
  title?: string;
  content?: string;
  showCancel?: boolean;
  cancelText?: string;
  confirmText?: string;
}>;

export type Toast = Readonly<{ title: string; icon?: string; duration?: number }>;

/** What a scan finds: a mini-program code has a path, another code its text. */
export type Scanned = Readonly<{ result: string; path?: string }>;

/** What the phone around the mini-program does for `wx`. */
export type Shell = Readonly<{
  popup: Popup;
  /** Null: the person closed the camera. */
  scan: () => Promise<Scanned | null>;
  modal: (modal: Modal) => Promise<boolean>;
  toast: (toast: Toast | null) => void;
  title: (text: string) => void;
  openSettings: () => void;
  openChat: () => void;
  language: () => string;
}>;

/** The `wx` of one person's phone; the host of the mini-program adds pages and navigation. */
export const createWx = (user: string, shell: Shell) => {
  /** `__tapping` is set by the host while a tap is handled. */
  const wx: { __tapping: boolean } = { __tapping: false };
  return Object.assign(wx, {
    onTitle: shell.title,
    canIUse: (name: string): boolean => canUse(wx, name),
    login: api('login', () => ask<{ code: string }>('POST', phonePath(user, 'login'))),
    checkSession: api('checkSession', () => ({})),
    request,
    ...subscribing(user, shell.popup, () => wx.__tapping),
    ...storageOf(user),
    ...systemOf(shell.language),
    ...settingsOf(user, shell),
    ...dialogs(shell),
    scanCode: api('scanCode', async () => {
      const found = await shell.scan();
      if (found === null) throw new ApiFailure({ errMsg: 'scanCode:fail cancel' });
      const scanType = found.path === undefined ? 'QR_CODE' : 'WX_CODE';
      return { ...found, scanType, charSet: 'UTF-8', rawData: '' };
    }),
    openCustomerServiceChat: shell.openChat,
    /** Not WeChat's: stands for the button that makes a service card. */
    liveActivity: (type: string) =>
      ask<{ code: string }>('POST', phonePath(user, 'live-activity'), { type: Number(type) }),
  });
};

export type Wx = ReturnType<typeof createWx>;

const settingsOf = (user: string, shell: Shell) => ({
  getSetting: api('getSetting', async ({ withSubscriptions }: { withSubscriptions?: boolean }) => {
    if (withSubscriptions !== true) return { authSetting: {} };
    const subscriptionsSetting = await ask<Settings>('GET', phonePath(user, 'settings'));
    return { authSetting: {}, subscriptionsSetting };
  }),
  openSetting: api('openSetting', () => {
    shell.openSettings();
    return { authSetting: {} };
  }),
});

const dialogs = (shell: Shell) => ({
  showToast: api('showToast', (toast: Toast) => {
    shell.toast(toast);
    return {};
  }),
  hideToast: api('hideToast', () => {
    shell.toast(null);
    return {};
  }),
  showLoading: api('showLoading', ({ title }: Toast) => {
    shell.toast({ title, icon: 'loading', duration: 60_000 });
    return {};
  }),
  hideLoading: api('hideLoading', () => {
    shell.toast(null);
    return {};
  }),
  showModal: api('showModal', async (modal: Modal) => {
    const confirm = await shell.modal(modal);
    return { confirm, cancel: !confirm };
  }),
});

/** `request.object.enableChunked` and the like: what the name begins with is what counts here. */
const canUse = (wx: object, name: string): boolean => (name.split('.')[0] ?? '') in wx;
