import { ask } from './api.js';
import type { Items } from './api.js';
import { accountPanel } from './account-panel.js';
import { button, el, field, show } from './dom.js';
import { faultPanel } from './fault-panel.js';
import { onChanges, onRefusal, relayChanges } from './feed.js';
import { pushPanel } from './push-panel.js';
import { htmlLanguage, language, setLanguage, t } from './texts.js';

const key = 'desk.phones';

const onTheDesk = (): readonly string[] =>
  JSON.parse(localStorage.getItem(key) ?? '[]') as string[];

const keepOnTheDesk = (names: readonly string[]): void =>
  localStorage.setItem(key, JSON.stringify(names));

const phones = el('div', { class: 'phones' });

/** What to do at a desk without phones; the style sheet hides it as soon as there is one. */
const beginning = (): HTMLElement =>
  el(
    'ol',
    { class: 'beginning' },
    ...(['firstPhone', 'firstScan', 'firstTap'] as const).map((key) => el('li', {}, t(key))),
  );

const frames = (): Iterable<HTMLIFrameElement> => phones.querySelectorAll('iframe');

const addPhone = (name: string): void => {
  if ([...frames()].some((frame) => frame.name === name)) return;
  const frame = el('iframe', {
    attributes: {
      name,
      src: `/phone/${encodeURIComponent(name)}`,
      title: `${name}${t('phoneOf')}`,
    },
  });
  const whole = el('div', { class: 'phone' });
  const remove = (): void => {
    whole.remove();
    keepOnTheDesk(onTheDesk().filter((one) => one !== name));
  };
  whole.append(button(`${t('removePhone')} ${name}`, remove, 'phone-link'), frame);
  phones.append(whole);
  keepOnTheDesk([...new Set([...onTheDesk(), name])]);
};

const adding = (): HTMLElement => {
  const name = field({ label: t('userName'), name: 'user' });
  name.input.setAttribute('list', 'known');
  const form = el('form', { class: 'phone-row' }, name.whole);
  form.append(el('button', { class: 'primary', attributes: { type: 'submit' } }, t('addPhone')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = name.input.value.trim();
    if (wanted !== '') addPhone(wanted);
    name.input.value = '';
  });
  return form;
};

const start = async (): Promise<void> => {
  document.documentElement.lang = htmlLanguage();
  document.title = t('desk');
  const other = button(t('language'), () => {
    setLanguage(language() === 'en' ? 'zh_CN' : 'en');
    location.reload();
  });
  const panels = [faultPanel(), pushPanel(), accountPanel()];
  const header = el('header', { class: 'phone-row' }, el('h1', {}, t('desk')), adding(), other);
  const controls = el('aside', { attributes: { 'aria-label': t('settings') } });
  controls.append(...panels.map(({ panel }) => panel));
  const refusals = el('p', { attributes: { role: 'alert' } });
  onRefusal((text) => (refusals.textContent = `${t('failed')}: ${text}`));
  show(document.body, header, refusals, el('main', { class: 'desk' }, phones, controls));
  phones.append(beginning());
  onTheDesk().forEach(addPhone);
  const { items } = await ask<Items<Readonly<{ name: string }>>>('GET', '/simulator/phones');
  const known = el('datalist', { attributes: { id: 'known' } });
  known.append(...items.map(({ name }) => el('option', { attributes: { value: name } })));
  document.body.append(known);
  onChanges(async () => {
    relayChanges(frames);
    for (const { look } of panels) await look();
  });
};

void start();
