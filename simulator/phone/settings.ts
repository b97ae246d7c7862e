import { ask, phonePath } from './api.js';
import type { Settings, Template } from './api.js';
import { button, choice, el, field, show } from './dom.js';
import { language, setLanguage, t } from './texts.js';

export type SettingsParts = Readonly<{
  user: string;
  templates: () => readonly Template[];
  toast: (text: string) => void;
  /** The phone's own language has changed. */
  relaunch: () => void;
}>;

const languageKey = (user: string): string => `language.${user}`;

/** The language that this phone is set to, as `wx` tells it. @default zh_CN */
export const phoneLanguage = (user: string): string =>
  localStorage.getItem(languageKey(user)) ?? language();

/** WeChat's settings of this person for the mini-program. */
export const settingsPanel = (parts: SettingsParts) => {
  const subscriptions = el('div', {});
  const look = async (): Promise<void> => {
    const path = phonePath(parts.user, 'settings');
    showSubscriptions(subscriptions, parts, await ask<Settings>('GET', path));
  };
  const panel = el(
    'section',
    {},
    el('h2', {}, t('subscribeTitle')),
    subscriptions,
    languageChoice(parts),
    el('div', { class: 'phone-row' }, ...accountButtons(parts)),
  );
  return { panel, look };
};

const showSubscriptions = (place: HTMLElement, parts: SettingsParts, settings: Settings): void => {
  const { user, templates } = parts;
  const path = phonePath(user, 'settings');
  const change = (body: object): void => void ask<Settings>('PUT', path, body);
  const main = field({
    label: t('receiveMessages'),
    type: 'checkbox',
    value: settings.mainSwitch ? 'on' : '',
  });
  main.input.addEventListener('change', () => change({ mainSwitch: main.input.checked }));
  show(
    place,
    main.whole,
    ...templates().map((one) => templateRow(one, { parts, settings, change })),
  );
};

type Row = Readonly<{ parts: SettingsParts; settings: Settings; change: (body: object) => void }>;

const templateRow = ({ priTmplId: id, title }: Template, { parts, settings, change }: Row) => {
  const kept = choice(title, [
    ['', t('askEachTime')],
    ['accept', t('accept')],
    ['reject', t('reject')],
  ]);
  kept.select.value = settings.itemSettings[id] ?? '';
  kept.select.addEventListener('change', () => {
    change({ items: { [id]: kept.select.value === '' ? null : kept.select.value } });
  });
  const takeBack = button(t('takeBack'), () =>
    done(parts, ask('POST', phonePath(parts.user, 'change'), { templateIds: [id] })),
  );
  return el('div', { class: 'asked', attributes: { 'data-template': id } }, kept.whole, takeBack);
};

const languageChoice = ({ user, relaunch }: SettingsParts): HTMLElement => {
  const chosen = choice(t('userLanguage'), [
    ['zh_CN', '简体中文'],
    ['en', 'English'],
  ]);
  chosen.select.value = phoneLanguage(user);
  chosen.select.addEventListener('change', () => {
    localStorage.setItem(languageKey(user), chosen.select.value);
    relaunch();
  });
  return chosen.whole;
};

const accountButtons = (parts: SettingsParts): readonly HTMLElement[] => [
  button(t('revoke'), () => done(parts, ask('POST', phonePath(parts.user, 'revoke')))),
  button(t('cancelAccount'), () =>
    done(parts, ask('POST', phonePath(parts.user, 'cancel-account'))),
  ),
  button(t('language'), () => {
    setLanguage(language() === 'en' ? 'zh_CN' : 'en');
    location.reload();
  }),
];

/** Says how it ended. */
const done = ({ toast }: SettingsParts, work: Promise<unknown>): void => {
  work.then(
    () => toast(t('done')),
    (error: unknown) => toast(`${t('failed')}: ${String(error)}`),
  );
};
