import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../e2e/http.js';

/** What a stubbed voice has said, and how many voices were heard at once at most. */
export type Spoken = Readonly<{ said: readonly string[]; most: number }>;

/**
 * Puts a voice into a page that counts what it says.
 * `hold`: an utterance ends when `window.release()` is called; `deaf`: never, as Chrome's do now and then.
 */
export const giveVoice = (
  context: BrowserContext,
  mode: 'instant' | 'hold' | 'deaf' = 'instant',
): Promise<unknown> => context.addInitScript(stub, mode);

const stub = (mode: string): void => {
  const held: (() => void)[] = [];
  const page = globalThis as unknown as Record<string, unknown>;
  const spoken = { said: [] as string[], now: 0, most: 0 };
  const speak = (utterance: { text: string; onend: (() => void) | null }): void => {
    spoken.said.push(utterance.text);
    spoken.now += 1;
    spoken.most = Math.max(spoken.most, spoken.now);
    const end = (): void => {
      spoken.now -= 1;
      utterance.onend?.();
    };
    if (mode === 'instant') setTimeout(end, 0);
    if (mode === 'hold') held.push(end);
  };
  page['spoken'] = spoken;
  page['release'] = (): void => held.splice(0).forEach((end) => end());
  page['SpeechSynthesisUtterance'] = class {
    onend: (() => void) | null = null;
    onerror: (() => void) | null = null;
    constructor(readonly text: string) {}
  };
  const voices = [
    { name: '晓晓', lang: 'zh-CN', localService: true },
    { name: 'Ann', lang: 'en-US', localService: true },
  ];
  Object.defineProperty(page, 'speechSynthesis', {
    value: {
      getVoices: () => voices,
      speak,
      cancel: () => void (spoken.now = 0),
      resume: () => undefined,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
  });
};

/** What was said until now. */
export const spokenBy = (page: Page): Promise<Spoken> => page.evaluate('({ ...window.spoken })');

/** Waits until so many things were said. */
export const hears = (page: Page, count: number): Promise<readonly string[]> =>
  // Asked from here: what waits within the page is bound by its policy and its clock.
  eventually(`${count} utterances`, async () => {
    const { said } = await spokenBy(page);
    return said.length >= count && said;
  });

/** Makes the one tap that a browser asks for, and closes what it opened. */
export const tap = async (page: Page): Promise<void> => {
  await page.locator('h1').click();
  await page.keyboard.press('Escape');
};

/** What is said of a number at a window, in the order in which it is heard. */
export const twice = (text: string): readonly string[] => [text, text];
