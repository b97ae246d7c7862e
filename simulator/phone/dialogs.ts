import type { Template } from './api.js';
import { fieldsOf } from './api.js';
import { button, el, field } from './dom.js';
import { t } from './texts.js';
import type { Popup, PopupAnswer } from './wx/subscribe.js';
import type { Modal, Toast } from './wx/wx.js';

/** Shows a dialog over the phone until it is settled; Escape settles it with `ifClosed`. */
export const dialog = <Outcome>(
  label: string,
  ifClosed: Outcome,
  fill: (settle: (outcome: Outcome) => void) => readonly (Node | null)[],
): Promise<Outcome> =>
  new Promise((resolve) => {
    const box = el('dialog', { attributes: { 'aria-label': label } });
    const settle = (outcome: Outcome): void => {
      resolve(outcome);
      box.remove();
    };
    box.addEventListener('cancel', () => settle(ifClosed));
    box.append(...fill(settle).filter((child) => child !== null));
    document.body.append(box);
    box.showModal();
  });

/** The popup of `wx.requestSubscribeMessage`: each template can be taken or left. */
export const subscribePopup: Popup = (asked) => {
  const refusal: PopupAnswer = { answers: answersOf(asked, () => false), keep: false };
  return dialog(t('asksToSend'), refusal, (settle) => {
    const boxes = asked.map((one) => ({
      one,
      ...field({ label: one.title, type: 'checkbox', value: 'on' }),
    }));
    const keep = field({ label: t('keepAnswers'), type: 'checkbox' });
    const isTicked = ({ priTmplId }: Template): boolean =>
      boxes.some(({ one, input }) => one.priTmplId === priTmplId && input.checked);
    const answer = (accepted: (one: Template) => boolean): void =>
      settle({ answers: answersOf(asked, accepted), keep: keep.input.checked });
    return [
      el('h2', {}, t('miniProgram'), ' ', t('asksToSend')),
      ...boxes.map(({ one, whole }) =>
        el('div', { class: 'asked' }, whole, el('small', {}, labelsOf(one))),
      ),
      keep.whole,
      el(
        'div',
        { class: 'phone-row' },
        button(t('cancel'), () => answer(() => false)),
        button(t('allow'), () => answer(isTicked), 'primary'),
      ),
    ];
  });
};

const labelsOf = (template: Template): string =>
  fieldsOf(template)
    .map(([label]) => label)
    .join('、');

const answersOf = (
  asked: readonly Template[],
  accepted: (one: Template) => boolean,
): PopupAnswer['answers'] =>
  Object.fromEntries(asked.map((one) => [one.priTmplId, accepted(one) ? 'accept' : 'reject']));

/** `wx.showModal`: whether the person confirmed. */
export const modalDialog = (modal: Modal): Promise<boolean> => {
  const { title = '', content = '', showCancel = true } = modal;
  return dialog(title === '' ? content : title, false, (settle) => [
    title === '' ? null : el('h2', {}, title),
    el('p', {}, content),
    el(
      'div',
      { class: 'phone-row' },
      showCancel ? button(modal.cancelText ?? t('cancel'), () => settle(false)) : null,
      button(modal.confirmText ?? t('confirm'), () => settle(true), 'primary'),
    ),
  ]);
};

/** `wx.showToast` and its like: one short text at a time. */
export const createToast = () => {
  const place = el('div', {
    class: 'toast',
    attributes: { role: 'status', 'data-testid': 'toast' },
  });
  let timer: number | undefined;
  return {
    place,
    show: (toast: Toast | null): void => {
      clearTimeout(timer);
      place.textContent = toast?.title ?? '';
      if (toast !== null)
        timer = setTimeout(() => (place.textContent = ''), toast.duration ?? 1_500);
    },
  };
};
