import { ask } from './api.js';
import type { Code, Items } from './api.js';
import { button, clockTime, el, show } from './dom.js';
import type { Panel } from './fault-panel.js';
import { t } from './texts.js';

const newestShown = 10;

/** Calls counted, tokens, and the codes made lately. */
export const accountPanel = (): Panel => {
  const counts = el('dl', { class: 'counts' });
  const codes = el('ul', { class: 'list' });
  const look = async (): Promise<void> => {
    const counted = await ask<Record<string, number>>('GET', '/simulator/requests');
    const used = Object.entries(counted).filter(([, count]) => count > 0);
    show(
      counts,
      ...used.flatMap(([api, count]) => [el('dt', {}, api), el('dd', {}, String(count))]),
    );
    const { items } = await ask<Items<Code>>('GET', '/simulator/codes');
    show(codes, ...items.slice(0, newestShown).map(codeRow));
  };
  const panel = el(
    'details',
    { attributes: { open: '' } },
    el('summary', {}, t('requests')),
    counts,
  );
  panel.append(
    el('h3', {}, t('tokens')),
    button(t('revokeTokens'), () => void ask('POST', '/simulator/tokens/revoke')),
    el('h3', {}, t('codes')),
    codes,
  );
  return { panel, look };
};

const codeRow = ({ at, api, page, scene, path }: Code): HTMLElement =>
  el('li', {}, `${clockTime(at)} ${api} ${path ?? page ?? ''} ${scene ?? ''}`);
