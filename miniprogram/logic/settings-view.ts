import type { Subscription } from './answers.js';
import type { Texts } from './languages.js';
import type { WeChatSubscriptions } from './platform.js';
import { remainingRows } from './ticket-view.js';

/** One kind of message, as the settings page shows it. */
export type MessageRow = Readonly<{
  kind: string;
  label: string;
  /** How many may still come. */
  left: string;
  /** What WeChat does when it is asked for. */
  choice: string;
}>;

export type SettingsView = Readonly<{
  mainSwitch: string;
  isOff: boolean;
  rows: readonly MessageRow[];
}>;

const choiceText = (texts: Texts, choice: unknown): string => {
  if (typeof choice === 'string' && choice.startsWith('accept')) return texts.settings.alwaysAccept;
  if (choice === 'reject') return texts.settings.alwaysReject;
  if (choice === 'ban') return texts.settings.banned;
  // WeChat tells only of those that the person has chosen to keep.
  return texts.settings.askEachTime;
};

/** What WeChat's settings and our own record say about each kind of message. */
export const settingsView = (
  texts: Texts,
  subscriptions: readonly Subscription[],
  wechat: WeChatSubscriptions | null,
): SettingsView => {
  const rows = remainingRows(texts, subscriptions);
  const { on, off, unknown } = texts.settings;
  return {
    mainSwitch: wechat === null ? unknown : wechat.mainSwitch ? on : off,
    isOff: wechat !== null && !wechat.mainSwitch,
    rows: subscriptions.map(({ kind, templateId }, at) => ({
      kind,
      label: rows[at]?.label ?? kind,
      left: rows[at]?.left ?? '',
      choice: choiceText(texts, wechat?.itemSettings[templateId]),
    })),
  };
};
