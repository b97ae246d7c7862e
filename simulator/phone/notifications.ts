import { fieldsOf } from './api.js';
import type { Notification, Template } from './api.js';
import { button, clockTime, el } from './dom.js';
import { t } from './texts.js';

/** Opens the mini-program at a page such as `pages/index/index?ticketId=…`. */
export type OpenPage = (page: string) => void;

/** A subscribe message as WeChat shows it: the template's title, its labels, and what was filled in. */
export const notificationCard = (
  { data, page, at, msgid }: Notification,
  template: Template | undefined,
  open: OpenPage,
): HTMLElement => {
  const fields = template === undefined ? Object.keys(data).map(twice) : fieldsOf(template);
  const list = el('dl', {});
  for (const [label, key] of fields)
    list.append(
      el('dt', {}, label),
      el('dd', { attributes: { 'data-key': key } }, data[key] ?? ''),
    );
  return el(
    'article',
    { class: 'phone-card', attributes: { 'data-testid': 'notification', 'data-msgid': msgid } },
    el('h3', {}, template?.title ?? t('notifications')),
    el('time', { attributes: { datetime: at } }, clockTime(at)),
    list,
    page === null || page === '' ? null : button(t('open'), () => open(page), 'phone-link'),
  );
};

const keyOf = ([, key]: readonly [string, string]): string => key;
const twice = (key: string): readonly [string, string] => [key, key];

/** All messages that this phone received, newest first. */
export const notificationList = (open: OpenPage) => {
  const list = el('div', { class: 'list', attributes: { role: 'log' } });
  const empty = el('p', { class: 'empty' }, t('nothingYet'));
  const panel = el('section', {}, empty, list);
  return {
    panel,
    add: (notification: Notification, template: Template | undefined): void => {
      empty.hidden = true;
      list.prepend(notificationCard(notification, template, open));
    },
  };
};

/** The banner of a message that has just arrived; it goes by a tap or after some seconds. */
export const createBanner = (open: OpenPage) => {
  const place = el('div', {
    class: 'banner',
    attributes: { role: 'status', 'data-testid': 'banner' },
  });
  let timer: number | undefined;
  const hide = (): void => place.replaceChildren();
  return {
    place,
    show: ({ data, page }: Notification, template: Template | undefined): void => {
      clearTimeout(timer);
      timer = setTimeout(hide, bannerMs);
      const keys = template === undefined ? Object.keys(data) : fieldsOf(template).map(keyOf);
      const values = keys.map((key) => data[key] ?? '').join(' · ');
      const text = `${template?.title ?? t('notifications')}: ${values}`;
      place.replaceChildren(
        button(
          text,
          () => {
            hide();
            if (page !== null && page !== '') open(page);
          },
          'plain',
        ),
      );
    },
  };
};

const bannerMs = 8_000;
