import { ask } from './api.js';
import { button, choice, el, field, show } from './dom.js';
import { t } from './texts.js';

type Rule = Readonly<Record<string, string | number>>;
type Plan = Readonly<{ rules: readonly Rule[]; sequence: readonly (Rule | null)[] }>;

const effects = ['errcode', 'hang', 'status', 'reset', 'invalid_json', 'delay'];

/** A part of the desk that shows what is so now. */
export type Panel = Readonly<{ panel: HTMLElement; look: () => Promise<void> }>;

/** What goes wrong at WeChat. */
export const faultPanel = (): Panel => {
  const inForce = el('ul', { class: 'list' });
  const form = faultForm();
  const look = async (): Promise<void> => {
    await form.look();
    const { rules, sequence } = await ask<Plan>('GET', '/simulator/faults');
    show(inForce, ...[...rules, ...sequence].map((one) => el('li', {}, JSON.stringify(one))));
  };
  const add = async (): Promise<void> => {
    const { rules } = await ask<Plan>('GET', '/simulator/faults');
    await ask('PUT', '/simulator/faults', { rules: [...rules, form.rule()] });
  };
  const panel = el('details', { attributes: { open: '' } }, el('summary', {}, t('faults')));
  panel.append(
    form.whole,
    el(
      'div',
      { class: 'phone-row' },
      button(t('add'), () => void add(), 'primary'),
      button(t('clear'), () => void ask('DELETE', '/simulator/faults')),
    ),
    inForce,
  );
  return { panel, look };
};

const faultForm = () => {
  const api = choice(t('api'), [['', t('anyApi')]]);
  const effect = choice(
    t('effect'),
    effects.map((one) => [one, one]),
  );
  const at = choice(t('when'), [
    ['before', t('before')],
    ['after', t('after')],
  ]);
  const texts = { user: field({ label: t('onlyUser') }) };
  const numbers = {
    errcode: field({ label: t('errcode'), type: 'number', value: '-1' }),
    status: field({ label: t('status'), type: 'number', value: '502' }),
    delayMs: field({ label: t('delayMs'), type: 'number', value: '0' }),
    count: field({ label: t('count'), type: 'number', value: '1' }),
  };
  const fields = [...Object.values(texts), ...Object.values(numbers)].map(({ whole }) => whole);
  return {
    whole: el('div', { class: 'grid' }, api.whole, effect.whole, at.whole, ...fields),
    /** The APIs are whatever the simulator counts. */
    look: async (): Promise<void> => {
      const names = Object.keys(await ask<object>('GET', '/simulator/requests'));
      const known = new Set([...api.select.options].map(({ value }) => value));
      for (const name of names)
        if (!known.has(name))
          api.select.append(el('option', { attributes: { value: name } }, name));
    },
    rule: (): Rule => ({
      effect: effect.select.value,
      at: at.select.value,
      ...(api.select.value === '' ? {} : { api: api.select.value }),
      ...(texts.user.input.value === '' ? {} : { user: texts.user.input.value }),
      ...Object.fromEntries(
        Object.entries(numbers)
          .filter(([, { input }]) => input.value !== '')
          .map(([name, { input }]) => [name, Number(input.value)]),
      ),
    }),
  };
};
