import { onScopeDispose, ref, type Ref } from 'vue';

// Tabs of one browser share a token, so the service cannot tell them apart: they tell each other.

type Said = Readonly<{
  kind: 'ask' | 'here' | 'claim';
  windowId: string;
  id: string;
  since: number;
}>;

export type Tabs = Readonly<{
  /** Another tab works at this window: this one only says so. */
  elsewhere: Readonly<Ref<boolean>>;
  /** Takes the window into this tab; the other one steps back. */
  claim: () => void;
}>;

/** Only one tab of a browser works at a window. @param atOnce takes it from another tab without asking */
export const useTabs = (windowId: string, atOnce: boolean): Tabs => {
  const elsewhere = ref(false);
  const channel = new BroadcastChannel('nearturn.counter');
  const since = Date.now();
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), String).join('');
  const say = (kind: Said['kind']): void => channel.postMessage({ kind, windowId, id, since });
  const isOlder = (other: Said): boolean =>
    other.since < since || (other.since === since && other.id < id);
  channel.onmessage = ({ data }: MessageEvent<Said>): void => {
    if (data.windowId !== windowId || data.id === id) return;
    if (data.kind === 'claim') elsewhere.value = true;
    else if (data.kind === 'here') elsewhere.value = true;
    // Of two that open at once, as after a restart of the browser, the older one stays.
    else if (!elsewhere.value && !isOlder(data)) say('here');
  };
  say(atOnce ? 'claim' : 'ask');
  onScopeDispose(() => channel.close());
  return {
    elsewhere,
    claim: () => {
      elsewhere.value = false;
      say('claim');
    },
  };
};
