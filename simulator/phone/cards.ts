import { ask, phonePath } from './api.js';
import type { Items } from './api.js';
import { button, clockTime, el, show } from './dom.js';
import type { OpenPage } from './notifications.js';
import { t } from './texts.js';

/** A service card as the simulator lists it; without content it was offered and never shown. */
type Card = Readonly<{
  content: Readonly<Record<string, unknown>> | null;
  codeState: number;
  updatedAtMs: number | null;
}>;

/** What WeChat calls the states of the queue card that it describes. */
const states: Readonly<Record<string, string>> = { 1: '排队中', 2: '即将叫号' };

const labels: Readonly<Record<string, string>> = {
  queue_number: '排队号码',
  current_number: '当前叫号',
  min_wait_time: '最短等待（分钟）',
  max_wait_time: '最长等待（分钟）',
  table_type: '桌型',
};

/** `code_state` of a card: as it should be, or refused by the person. */
const codeStates = { normal: 0, refused: 10 } as const;

/** The service cards on this phone; each shows what the account last made of it. */
export const cardPanel = (user: string, open: OpenPage) => {
  const list = el('div', { class: 'list' });
  const turn = (codeState: number): void =>
    void ask('PUT', phonePath(user, 'cards'), { codeState }).catch(console.warn);
  const panel = el(
    'section',
    {},
    el(
      'div',
      { class: 'phone-row' },
      button(t('refuseCards'), () => turn(codeStates.refused)),
      button(t('takeCards'), () => turn(codeStates.normal)),
    ),
    list,
  );
  let shown = '[]';
  /** Whether a card has come or changed. */
  const look = async (): Promise<boolean> => {
    const path = `/simulator/cards?user=${encodeURIComponent(user)}`;
    const { items } = await ask<Items<Card>>('GET', path);
    const text = JSON.stringify(items);
    if (text === shown) return false;
    shown = text;
    show(list, ...items.flatMap((card) => cardOf(card, open)));
    return items.some(({ content }) => content !== null);
  };
  return { panel, look };
};

const cardOf = (
  { content, codeState, updatedAtMs }: Card,
  open: OpenPage,
): readonly HTMLElement[] => {
  if (content === null) return [];
  const list = el('dl', {});
  for (const [name, label] of Object.entries(labels))
    if (content[name] !== undefined)
      list.append(
        el('dt', {}, label),
        el('dd', { attributes: { 'data-key': name } }, String(content[name])),
      );
  const { wxa_path_query: page, cur_status: status } = content;
  const isRefused = codeState === codeStates.refused;
  const title = `${states[String(status)] ?? String(status)}${isRefused ? `（${t('reject')}）` : ''}`;
  return [
    el(
      'article',
      { class: 'phone-card', attributes: { 'data-testid': 'card', 'data-status': String(status) } },
      el('h3', {}, title),
      updatedAtMs === null ? null : el('time', {}, clockTime(new Date(updatedAtMs).toISOString())),
      list,
      typeof page === 'string' ? button(t('open'), () => open(page), 'phone-link') : null,
    ),
  ];
};
