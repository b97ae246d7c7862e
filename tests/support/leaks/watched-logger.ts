import { pino, type Logger } from 'pino';
import { leakWatch } from '../leak-watch.js';

/** A logger for a service in this process, which would else be silent; null where nobody watches. */
export const watchedLogger = (): Logger | null =>
  leakWatch.isOn
    ? pino(
        { level: 'debug', base: null },
        { write: (line: string) => leakWatch.wrote(line, 'a service in this process') },
      )
    : null;
