import type { PhoneMessage } from './day-log.js';

/** Where the demo writes. */
export type Screen = Readonly<{
  line: (text: string) => void;
  called: (number: string, windowId: string, how?: string) => void;
  told: (message: PhoneMessage) => void;
}>;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(5)}s`;

const since = ({ sinceCallMs }: PhoneMessage): string =>
  sinceCallMs === null ? 'on binding or accepting' : `${sinceCallMs} ms after the call`;

/** One compact line for each thing that happens. */
export const createScreen = (write: (text: string) => void, now = Date.now): Screen => {
  const startedAt = now();
  const line = (text: string): void => write(`${text}\n`);
  const timed = (text: string): void => line(`${seconds(now() - startedAt)}  ${text}`);
  return {
    line,
    called: (number, windowId, how = 'called') => timed(`${number} → window ${windowId}  ${how}`),
    told: (message) =>
      timed(`        ✉ ${message.number}  快到您了, ${message.ahead} ahead, ${since(message)}`),
  };
};
