import type { Call } from './announcer.js';

/** In what a call may be said. */
export const spokenLanguages = ['zh-CN', 'yue', 'en'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

const digits = '零一二三四五六七八九';
const ten = 10;
const hundred = 100;

const digitOf = (digit: string): string => digits.charAt(Number(digit));

/** Digit by digit; letters stay letters, with a pause between them and what follows. */
const chineseNumber = (number: string): string =>
  Array.from(number.toUpperCase(), (sign) => (/\d/.test(sign) ? digitOf(sign) : sign)).join('');

/** As a window's number is said: 3 三, 12 十二, 20 二十; a longer one digit by digit. */
const chineseCount = (text: string): string => {
  const count = Number(text);
  if (text.startsWith('0') || count >= hundred) return chineseNumber(text);
  if (count < ten) return digitOf(text);
  const [tens, ones] = [Math.floor(count / ten), count % ten];
  const before = tens === 1 ? '' : digitOf(String(tens));
  return `${before}十${ones === 0 ? '' : digitOf(String(ones))}`;
};

const chineseWindow = (name: string): string => name.replace(/\d+/g, chineseCount);

const isLatin = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

/** English voices read no Chinese: the window's own number, else its name if it is Latin. */
const englishWindow = ({ windowName, windowId }: Call): string => {
  if (isLatin(windowName)) return /^\d+$/.test(windowName) ? `window ${windowName}` : windowName;
  const number = /\d+/.exec(windowName)?.[0] ?? /^[A-Za-z]?\d+$/.exec(windowId)?.[0];
  return number === undefined ? 'the window on the screen' : `window ${number}`;
};

/** What is said of a call. */
export const announcementOf = (call: Call, language: SpokenLanguage): string =>
  language === 'en'
    ? `Number ${Array.from(call.number.toUpperCase()).join(' ')}, please go to ${englishWindow(call)}.`
    : `请${chineseNumber(call.number)}号到${chineseWindow(call.windowName)}办理`;

/**
 * The recordings that make up a call, by their names without the ending: `please`, each sign of the number,
 * `to`, and one for the window's whole phrase.
 */
export const clipsOf = ({ number, windowId }: Call): readonly string[] => [
  'please',
  ...Array.from(number.toUpperCase()),
  'to',
  `window-${windowId}`,
];
