import { CurrentWindowBackendContext, Event as WxEvent } from 'glass-easel';
import type { Element as WxElement } from 'glass-easel';
import type { HostWx } from './wx.js';

type Carrier = Node & { __wxElement?: WxElement };

/** The component of a node, or of the nearest node around it that has one. */
const wxElementOf = (node: EventTarget | null): WxElement | null => {
  let at = node as Carrier | null;
  while (at !== null && at.__wxElement === undefined) at = at.parentNode;
  return at?.__wxElement ?? null;
};

/** The document as a place where components are drawn. Events are handed over by `passEvents`. */
export class PhoneBackend extends CurrentWindowBackendContext {
  override onEvent(): void {
    // A click is a tap, also by the keyboard; the framework's own taps know fingers and mice only.
  }

  override setListenerStats(): void {
    // All events are heard at the root.
  }
}

const trigger = (target: EventTarget | null, name: string, detail: object): void => {
  const element = wxElementOf(target);
  if (element !== null)
    WxEvent.triggerEvent(element, name, detail, { bubbles: true, composed: true });
};

const tap = (wx: HostWx, event: MouseEvent): void => {
  wx.__tapping = true;
  try {
    trigger(event.target, 'tap', { x: event.clientX, y: event.clientY });
  } finally {
    wx.__tapping = false;
  }
};

/** The button that creates a service card gives the page a code, if the phone has one to give. */
const createCard = async (wx: HostWx, target: Element): Promise<void> => {
  const button = target.closest('button[open-type="liveActivity"]');
  if (button === null || wx.liveActivity === undefined) return;
  const { code } = await wx.liveActivity(button.getAttribute('activity-type') ?? '');
  const element = wxElementOf(button);
  if (element !== null) WxEvent.triggerEvent(element, 'createliveactivity', { code }, {});
};

/** What a page writes into an input is shown, also after somebody has typed there. */
const showValues = (root: HTMLElement): (() => void) => {
  const Observer = root.ownerDocument.defaultView?.MutationObserver;
  if (Observer === undefined) return () => undefined;
  const observer = new Observer((changes) => {
    for (const { target } of changes) {
      const input = target as HTMLInputElement;
      const value = input.getAttribute('value') ?? '';
      if (input.value !== value) input.value = value;
    }
  });
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['value'] });
  return () => observer.disconnect();
};

/** Turns what the document hears into the events that a page listens to. */
export const passEvents = (root: HTMLElement, wx: HostWx): (() => void) => {
  const onClick = (event: MouseEvent): void => {
    tap(wx, event);
    void createCard(wx, event.target as Element);
  };
  const onInput = ({ target }: Event): void => {
    trigger(target, 'input', { value: (target as HTMLInputElement).value });
  };
  root.addEventListener('click', onClick);
  root.addEventListener('input', onInput);
  const stopShowing = showValues(root);
  return () => {
    stopShowing();
    root.removeEventListener('click', onClick);
    root.removeEventListener('input', onInput);
  };
};
