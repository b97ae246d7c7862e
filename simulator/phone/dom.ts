type Child = Node | string | null;

type Props = Readonly<{
  class?: string;
  /** Attributes as they stand in HTML; a null one is left out. */
  attributes?: Readonly<Record<string, string | null>>;
  onClick?: () => void;
}>;

/** Makes an element. */
export const el = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  for (const [name, value] of Object.entries(props.attributes ?? {}))
    if (value !== null) element.setAttribute(name, value);
  const { onClick } = props;
  if (onClick !== undefined) element.addEventListener('click', onClick);
  element.append(...children.filter((child) => child !== null));
  return element;
};

/** A button that does something. */
export const button = (label: string, onClick: () => void, style = 'plain'): HTMLButtonElement =>
  el('button', { class: style, attributes: { type: 'button' }, onClick }, label);

export type Field = Readonly<{ label: string; type?: string; value?: string; name?: string }>;

/** A labelled input: the whole, and the input itself. */
export const field = ({ label, type = 'text', value = '', name }: Field) => {
  const input = el('input', { attributes: { type, name: name ?? null } });
  if (type === 'checkbox') input.checked = value === 'on';
  else input.value = value;
  const text = el('span', {}, label);
  const order = type === 'checkbox' ? [input, text] : [text, input];
  return { whole: el('label', { class: `field ${type}` }, ...order), input };
};

/** A labelled choice. */
export const choice = (label: string, options: readonly (readonly [string, string])[]) => {
  const select = el('select', {});
  for (const [value, text] of options) select.append(el('option', { attributes: { value } }, text));
  return { whole: el('label', { class: 'field' }, el('span', {}, label), select), select };
};

/** Shows these in the place of what was there. */
export const show = (place: Element, ...children: readonly Child[]): void =>
  place.replaceChildren(...children.filter((child) => child !== null));

/** The time of day of an instant, as this machine's clock shows it. */
export const clockTime = (at: string): string =>
  new Date(at).toLocaleTimeString('zh-CN', { hour12: false });
