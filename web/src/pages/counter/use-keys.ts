import { onScopeDispose, ref, type Ref } from 'vue';
import { intentOf, type Intent } from './console.js';
import { keepKeys, keysAreOn } from './seat.js';

const fields = 'input, textarea, select, [contenteditable]';
/** Space and Enter on these are theirs. */
const pressable = 'button, a, summary';

const isTheirs = (event: KeyboardEvent): boolean => {
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(fields) !== null) return true;
  return (key === ' ' || key === 'Enter') && target.closest(pressable) !== null;
};

/** Single keys for what a clerk does all day; off in a field, in a question, and where they were turned off. */
export const useKeys = (
  act: (intent: Intent) => void,
  isAsking: () => boolean,
): Readonly<{ on: Ref<boolean>; toggle: () => void }> => {
  const on = ref(keysAreOn());
  const press = (event: KeyboardEvent): void => {
    if (!on.value || isAsking() || event.defaultPrevented || isTheirs(event)) return;
    const intent = intentOf(event);
    if (intent === null) {
      // Held down it asks for nothing more, nor does it scroll the page away.
      if (event.key === ' ') event.preventDefault();
      return;
    }
    event.preventDefault();
    act(intent);
  };
  window.addEventListener('keydown', press);
  onScopeDispose(() => window.removeEventListener('keydown', press));
  return {
    on,
    toggle: () => {
      on.value = !on.value;
      keepKeys(on.value);
    },
  };
};
