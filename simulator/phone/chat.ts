import { ask, phonePath } from './api.js';
import type { Items } from './api.js';
import { button, clockTime, el, field, show } from './dom.js';
import type { OpenPage } from './notifications.js';
import { t } from './texts.js';

/** An answer of customer service as the simulator lists it. */
type Answer = Readonly<{
  at: string;
  type: string;
  text: string | null;
  mediaId: string | null;
  page: Readonly<{ title: string; pagePath: string }> | null;
}>;

type Written = Readonly<{ at: string; text: string }>;

/** The page that a person shares into the chat, and a picture that nobody fetches. */
const sharedPage = 'pages/index/index';
const picture = () => `${location.origin}/picture.png`;

/** A chat with the account's customer service. */
export const chatPanel = (user: string, open: OpenPage) => {
  const written = writtenBy(user);
  const log = el('div', { class: 'chat', attributes: { role: 'log', 'aria-label': t('chat') } });
  let answers: readonly Answer[] = [];
  const draw = (): void => {
    const bubbles = [
      ...written.all().map(({ at, text }) => ({ at, bubble: ofThePerson(text) })),
      ...answers.map((answer) => ({ at: answer.at, bubble: ofTheAccount(answer, open) })),
    ];
    bubbles.sort((one, other) => one.at.localeCompare(other.at));
    show(
      log,
      ...bubbles.map(({ at, bubble }) => el('div', {}, el('time', {}, clockTime(at)), bubble)),
    );
    log.scrollTop = log.scrollHeight;
  };
  const write = (text: string, body: object): void => {
    written.add(text);
    draw();
    ask('POST', phonePath(user, 'chat'), body).catch((error: unknown) => {
      written.add(`${t('failed')}: ${String(error)}`);
      draw();
    });
  };
  const look = async (): Promise<number> => {
    const before = answers.length;
    const path = `/simulator/chats?user=${encodeURIComponent(user)}`;
    answers = (await ask<Items<Answer>>('GET', path)).items;
    draw();
    return answers.length - before;
  };
  const panel = el('section', {}, log, writing(write));
  return {
    panel,
    look,
    enter: () => void ask('POST', phonePath(user, 'enter')).catch(() => undefined),
  };
};

const ofThePerson = (text: string): HTMLElement =>
  el('p', { class: 'bubble mine', attributes: { 'data-testid': 'written' } }, text);

const ofTheAccount = (answer: Answer, open: OpenPage): HTMLElement => {
  const bubble = el('p', { class: 'bubble', attributes: { 'data-testid': 'answer' } });
  const { mediaId, page, text, type } = answer;
  if (page !== null) bubble.append(button(page.title, () => open(page.pagePath), 'phone-link'));
  else if (mediaId === null) bubble.append(text ?? type);
  else {
    const src = `/simulator/media/${encodeURIComponent(mediaId)}`;
    bubble.append(el('img', { attributes: { src, alt: type } }));
  }
  return bubble;
};

const writing = (write: (text: string, body: object) => void): HTMLElement => {
  const text = field({ label: t('write'), name: 'message' });
  const form = el('form', { class: 'phone-row' }, text.whole);
  form.append(el('button', { class: 'primary', attributes: { type: 'submit' } }, t('send')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (text.input.value === '') return;
    write(text.input.value, { text: text.input.value });
    text.input.value = '';
  });
  return el(
    'div',
    {},
    form,
    el(
      'div',
      { class: 'phone-row' },
      button(t('sendPicture'), () => write('[图片]', { image: picture() })),
      button(t('sendPage'), () => write('[小程序]', { page: sharedPage })),
    ),
  );
};

/** What this person wrote stays on their phone; the simulator keeps only answers. */
const writtenBy = (user: string) => {
  const key = `chat.${user}`;
  const all = (): readonly Written[] => JSON.parse(localStorage.getItem(key) ?? '[]') as Written[];
  return {
    all,
    add: (text: string): void => {
      const at = new Date().toISOString();
      localStorage.setItem(key, JSON.stringify([...all(), { at, text }].slice(-100)));
    },
  };
};
