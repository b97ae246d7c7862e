import { onMounted, onScopeDispose } from 'vue';

/** A scanner types as fast as this; a hand does not. */
const gapMs = 300;
const shortest = 3;
const longest = 200;
const typable = /^[!-~]$/;

export type Typing = Readonly<{
  /** A key typed on a keyboard or by a scanner, but Enter. */
  onKey?: (key: string) => void;
  onErase?: () => void;
  /** What a scanner has typed before its Enter. @returns whether it was for us */
  onCode: (code: string) => void;
}>;

/** What a scanner reads may be an address; the code is its end. */
export const codeIn = (read: string): string => {
  const parts = read.trim().split(/[/=]/).filter(Boolean);
  return parts[parts.length - 1] ?? '';
};

/** Listens to a keyboard-wedge scanner, wherever the focus is. */
export const useScanner = ({ onKey, onErase, onCode }: Typing): void => {
  let read = '';
  let lastAt = 0;
  const take = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = Date.now();
    if (now - lastAt > gapMs) read = '';
    lastAt = now;
    if (event.key === 'Enter') {
      const code = codeIn(read);
      read = '';
      if (code.length < shortest) return;
      // Else it would press the button that has the focus, too.
      event.preventDefault();
      event.stopPropagation();
      onCode(code);
    } else if (event.key === 'Backspace') onErase?.();
    else if (typable.test(event.key) && read.length < longest) {
      read += event.key;
      onKey?.(event.key);
    }
  };
  onMounted(() => document.addEventListener('keydown', take, true));
  onScopeDispose(() => document.removeEventListener('keydown', take, true));
};
