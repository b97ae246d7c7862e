import type { SpokenLanguage } from './words.js';

/** What voices call themselves, by the beginnings of their language tags. */
const tags: Readonly<Record<SpokenLanguage, readonly string[]>> = {
  'zh-CN': ['zh-cn', 'cmn-hans', 'cmn', 'zh-hans'],
  yue: ['zh-hk', 'yue'],
  en: ['en-us', 'en-gb', 'en'],
};
const rate = 0.9;
/** A voice that has not ended by then never will: Chrome's falls silent now and then. */
const patienceMs = 5_000;
const patiencePerSignMs = 500;
/** Chrome swallows what follows a cancel at once. */
const afterCancelMs = 250;

const synthesis = (): SpeechSynthesis | null =>
  'speechSynthesis' in window ? window.speechSynthesis : null;

/** The voice for a language: one of this machine before one that needs the internet. */
export const voiceFor = (language: SpokenLanguage): SpeechSynthesisVoice | null => {
  const voices = synthesis()?.getVoices() ?? [];
  for (const tag of tags[language]) {
    const fitting = voices.filter(({ lang }) =>
      lang.toLowerCase().replace('_', '-').startsWith(tag),
    );
    const [first] = fitting;
    if (first !== undefined) return fitting.find(({ localService }) => localService) ?? first;
  }
  return null;
};

/** Voices are found some time after the page has begun. @returns ends it */
export const watchVoices = (changed: () => void): (() => void) => {
  const speech = synthesis();
  // Old WebViews have the object without its events.
  speech?.addEventListener?.('voiceschanged', changed);
  return () => speech?.removeEventListener?.('voiceschanged', changed);
};

/** What an earlier life of the page has left. */
export const hush = (): void => synthesis()?.cancel();

export type Saying = Readonly<{ text: string; voice: SpeechSynthesisVoice; volume: number }>;

/** Says one thing; done when it has been said, or when the voice must be given up. */
export const utter = ({ text, voice, volume }: Saying): Promise<void> =>
  new Promise((resolve) => {
    const speech = synthesis();
    if (speech === null) return resolve();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = volume;
    utterance.rate = rate;
    const done = (): void => {
      clearTimeout(watchdog);
      utterance.onend = null;
      utterance.onerror = null;
      resolve();
    };
    const giveUp = (): void => {
      utterance.onend = null;
      utterance.onerror = null;
      speech.cancel();
      setTimeout(resolve, afterCancelMs);
    };
    // It also holds the utterance: Chrome forgets those that nobody holds, and their end with them.
    const watchdog = setTimeout(giveUp, patienceMs + text.length * patiencePerSignMs);
    utterance.onend = done;
    utterance.onerror = done;
    speech.resume();
    speech.speak(utterance);
  });
