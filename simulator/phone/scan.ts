import { ask } from './api.js';
import type { Code, Items } from './api.js';
import { dialog } from './dialogs.js';
import { button, clockTime, el, field } from './dom.js';
import { t } from './texts.js';
import type { Scanned } from './wx/wx.js';

/** What stands in the pictures of codes that the simulator makes. */
const ours = 'nearturn-sim:';

const firstPage = 'pages/index/index';

/** What a code leads to: a code with a scene to its page, another one to its path. */
const pathOf = ({ page, scene, path }: Code): string =>
  scene === null
    ? (path ?? firstPage)
    : `${page === null || page === '' ? firstPage : page}?scene=${encodeURIComponent(scene)}`;

/** What the camera makes of pasted text: a path of the mini-program, or some other code's text. */
const scannedOf = (text: string): Scanned => {
  const path = text.startsWith(ours) ? text.slice(ours.length) : text;
  return /^\/?pages\//.test(path)
    ? { result: '', path: path.replace(/^\//, '') }
    : { result: text };
};

/** What may be scanned: the codes made lately, and anything pasted. */
export const scanChoices = (found: (scanned: Scanned) => void): HTMLElement => {
  const codes = el('ul', { class: 'list' });
  const pasted = field({ label: t('pasteCode'), name: 'code' });
  const form = el('form', { class: 'phone-row' }, pasted.whole);
  form.append(el('button', { class: 'primary', attributes: { type: 'submit' } }, t('confirm')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = pasted.input.value.trim();
    if (text !== '') found(scannedOf(text));
  });
  void showCodes(codes, found);
  return el('div', {}, form, el('h3', {}, t('codesMade')), codes);
};

const showCodes = async (list: HTMLElement, found: (scanned: Scanned) => void): Promise<void> => {
  const { items } = await ask<Items<Code>>('GET', '/simulator/codes').catch(() => ({ items: [] }));
  for (const code of items) {
    const path = pathOf(code);
    const choose = button(
      `${clockTime(code.at)} ${path}`,
      () => found({ result: '', path }),
      'phone-link',
    );
    choose.dataset['scene'] = code.scene ?? '';
    list.append(el('li', {}, choose));
  }
};

/** The camera as `wx.scanCode` opens it; null when it is closed. */
export const scanDialog = (): Promise<Scanned | null> =>
  dialog<Scanned | null>(t('scan'), null, (settle) => [
    el('h2', {}, t('scan')),
    scanChoices(settle),
    button(t('cancel'), () => settle(null)),
  ]);
