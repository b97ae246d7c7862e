import { inject, provide, type InjectionKey } from 'vue';
import type { BoardQueue } from '../../live/board.js';
import type { CounterHall } from './console.js';

/** Names of queues and windows as the hall gives them. */
export type Names = Readonly<{
  queue: (queueId: string) => string;
  window: (windowId: string) => string;
}>;

const key: InjectionKey<Names> = Symbol('names');

export const provideNames = (
  hall: () => CounterHall,
  queues: () => readonly BoardQueue[],
): Names => {
  const names: Names = {
    queue: (id) => queues().find(({ queueId }) => queueId === id)?.name ?? id,
    window: (id) => hall().windows.find(({ windowId }) => windowId === id)?.name ?? id,
  };
  provide(key, names);
  return names;
};

const bare: Names = { queue: (id) => id, window: (id) => id };
export const useNames = (): Names => inject(key, bare);
