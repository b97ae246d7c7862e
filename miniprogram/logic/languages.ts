import { en } from '../i18n/en.js';
import type { Texts } from '../i18n/texts.js';
import { zhCN } from '../i18n/zh-CN.js';
import type { KeyStore } from './platform.js';

export type { Texts };
export type LanguageCode = 'zh-CN' | 'en';

export const languages: Readonly<Record<LanguageCode, Texts>> = { 'zh-CN': zhCN, en };

const storageKey = 'language';

/** The language that fits what the phone is set to, such as `zh_TW` or `en`. */
export const languageFor = (phoneLanguage: string): LanguageCode =>
  phoneLanguage.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

/** The language that the person has chosen, else the phone's. */
export const chosenLanguage = (storage: KeyStore, phoneLanguage: string): LanguageCode => {
  const chosen = storage.read(storageKey);
  return chosen === 'zh-CN' || chosen === 'en' ? chosen : languageFor(phoneLanguage);
};

export const chooseLanguage = (storage: KeyStore, language: LanguageCode): void =>
  storage.write(storageKey, language);

/** A text with `{name}` filled in. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));

/** What to say of a problem; a code that we do not know has the general text. */
export const problemText = (texts: Texts, code: string): string => {
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[code] ?? texts.problems.unknown;
};
