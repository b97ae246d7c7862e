import { createI18n, useI18n } from 'vue-i18n';
import { common } from './common.js';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
type Words = { readonly [key: string]: string | Words };
/** What a page says, in each language; the first is what is written first. */
export type Texts = Readonly<Record<Language, Words>>;

const kept = 'nearturn.language';

const isLanguage = (value: unknown): value is Language =>
  languages.some((language) => language === value);

/** `?lang=` of the address, else what was chosen here, else the browser's, else Chinese. */
const firstLanguage = (): Language => {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const chosen = localStorage.getItem(kept);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
};

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': { ...common['zh-CN'] }, en: { ...common.en } },
  missingWarn: false,
  fallbackWarn: false,
});

/** Adds a page's own words to those that all pages share. */
export const addTexts = (texts: Texts): void => {
  for (const language of languages) i18n.global.mergeLocaleMessage(language, texts[language]);
};

const show = (language: Language): void => {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
};

/** Changes the language of this page and keeps the choice on this device. */
export const chooseLanguage = (language: Language): void => {
  localStorage.setItem(kept, language);
  show(language);
};

/** Changes the language for one visitor, and keeps nothing. */
export const showLanguage = show;

show(firstLanguage());

/** The words, and which language they are in. */
export const useTexts = () => useI18n();
