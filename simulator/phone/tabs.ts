import { el } from './dom.js';

export type Tab = Readonly<{ id: string; label: string; panel: HTMLElement; onShow?: () => void }>;

export type Tabs = Readonly<{
  bar: HTMLElement;
  panels: HTMLElement;
  select: (id: string) => void;
  /** Shows how much is new behind a tab that is not in front. */
  count: (id: string) => void;
}>;

/** Panels of which one is in front, and the bar that chooses it. */
export const createTabs = (tabs: readonly Tab[], onSelect: (id: string) => void): Tabs => {
  const buttons = new Map(tabs.map((tab) => [tab.id, tabButton(tab, () => select(tab.id))]));
  const select = (id: string): void => {
    for (const { id: one, panel, onShow } of tabs) {
      const isFront = one === id;
      panel.hidden = !isFront;
      buttons.get(one)?.button.setAttribute('aria-selected', String(isFront));
      if (isFront) {
        buttons.get(one)?.news.replaceChildren();
        onShow?.();
      }
    }
    onSelect(id);
  };
  const bar = el('nav', { class: 'tabs', attributes: { role: 'tablist' } });
  bar.append(...[...buttons.values()].map(({ button }) => button));
  const panels = el('div', { class: 'panels' }, ...tabs.map(({ panel }) => panel));
  for (const { id, label, panel } of tabs) {
    panel.id = `panel-${id}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-label', label);
  }
  const count = (id: string): void => {
    const tab = buttons.get(id);
    if (tab === undefined || tab.button.getAttribute('aria-selected') === 'true') return;
    tab.news.textContent = String(Number(tab.news.textContent) + 1);
  };
  return { bar, panels, select, count };
};

const tabButton = ({ id, label }: Tab, onClick: () => void) => {
  const news = el('span', { class: 'news' });
  const attributes = {
    type: 'button',
    role: 'tab',
    'aria-controls': `panel-${id}`,
    'data-tab': id,
  };
  const button = el('button', { attributes, onClick }, label, news);
  return { button, news };
};
