import { ask } from './api.js';
import { button, choice, el, field, show } from './dom.js';
import type { Panel } from './fault-panel.js';
import { t } from './texts.js';

type Pushing = Readonly<{
  url: string | null;
  mode: string | null;
  format: string | null;
  pushed: readonly Pushed[];
}>;

type Pushed = Readonly<{
  event: string;
  posts: number;
  status: number | null;
  /** What the service answered, as WeChat would read it. */
  reply: string | null;
}>;

const newestShown = 20;

/** Where WeChat's events are pushed to, how, and what was answered. */
export const pushPanel = (): Panel => {
  const state = el('p', { attributes: { 'data-testid': 'push-state' } });
  const log = el('ol', { class: 'list', attributes: { reversed: '' } });
  const form = pushForm();
  const look = async (): Promise<void> => {
    const { url, mode, format, pushed } = await ask<Pushing>('GET', '/simulator/push');
    state.textContent = url === null ? t('pushOff') : `${url} · ${mode ?? ''} · ${format ?? ''}`;
    form.follow(mode, format);
    const newest = pushed.slice(-newestShown).toReversed();
    show(log, ...newest.map((one) => el('li', {}, lineOf(one))));
  };
  const failed = (error: unknown): void =>
    void (state.textContent = `${t('failed')}: ${String(error)}`);
  const act = (method: string, path: string, body?: object): void =>
    void ask(method, path, body).catch(failed);
  const panel = el('details', { attributes: { open: '' } }, el('summary', {}, t('pushes')), state);
  panel.append(
    form.whole,
    el(
      'div',
      { class: 'phone-row' },
      button(t('apply'), () => act('PATCH', '/simulator/push', form.options()), 'primary'),
      button(t('turnOff'), () => act('DELETE', '/simulator/push')),
      button(t('punish'), () => act('POST', '/simulator/push/punish')),
      button(t('debug'), () => act('POST', '/simulator/push/debug')),
    ),
    log,
  );
  return { panel, look };
};

const lineOf = ({ event, posts, status, reply }: Pushed): string =>
  `${event} ×${posts} → ${status ?? '–'} ${reply ?? ''}`;

const pushForm = () => {
  const url = field({ label: t('url'), value: '' });
  const token = field({ label: t('token') });
  const aesKey = field({ label: 'EncodingAESKey' });
  const same = (values: readonly string[]) => values.map((one) => [one, one] as const);
  const mode = choice(t('mode'), same(['plain', 'compatible', 'secure']));
  const format = choice(t('format'), same(['JSON', 'XML']));
  const copies = field({ label: t('copies'), type: 'number', value: '1' });
  const jitterMs = field({ label: t('jitterMs'), type: 'number', value: '0' });
  const parts = [url, token, aesKey, mode, format, copies, jitterMs].map(({ whole }) => whole);
  let known = '';
  return {
    whole: el('div', { class: 'grid' }, ...parts),
    /** Shows what is so now, unless it is what was shown: a choice not yet applied stays. */
    follow: (modeNow: string | null, formatNow: string | null): void => {
      const now = `${modeNow ?? ''} ${formatNow ?? ''}`;
      if (now === known) return;
      known = now;
      if (modeNow !== null) mode.select.value = modeNow;
      if (formatNow !== null) format.select.value = formatNow;
    },
    /** Fields left empty stay as they are. */
    options: () => ({
      ...given({ url, token, aesKey }),
      mode: mode.select.value,
      format: format.select.value,
      copies: Number(copies.input.value),
      jitterMs: Number(jitterMs.input.value),
    }),
  };
};

const given = (fields: Readonly<Record<string, ReturnType<typeof field>>>) =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, { input }]) => [name, input.value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
