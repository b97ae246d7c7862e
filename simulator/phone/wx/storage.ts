import { api } from './callbacks.js';

type Keyed = Readonly<{ key: string }>;
type Entry = Readonly<{ key: string; data: unknown }>;

/** `wx`'s storage; every person's phone has its own. */
export const storageOf = (user: string) => {
  const prefix = `phone.${user}.`;
  const read = (key: string): unknown => {
    const text = localStorage.getItem(prefix + key);
    return text === null ? '' : JSON.parse(text);
  };
  const write = (key: string, data: unknown): void =>
    localStorage.setItem(prefix + key, JSON.stringify(data ?? ''));
  const keys = (): string[] =>
    Object.keys(localStorage).flatMap((key) =>
      key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
    );
  const remove = (key: string): void => localStorage.removeItem(prefix + key);
  const clear = (): void => keys().forEach(remove);
  return {
    getStorageSync: read,
    setStorageSync: write,
    removeStorageSync: remove,
    clearStorageSync: clear,
    getStorageInfoSync: () => ({ keys: keys(), currentSize: 0, limitSize: 10_240 }),
    getStorage: api('getStorage', ({ key }: Keyed) => ({ data: read(key) })),
    setStorage: api('setStorage', ({ key, data }: Entry) => {
      write(key, data);
      return {};
    }),
    removeStorage: api('removeStorage', ({ key }: Keyed) => {
      remove(key);
      return {};
    }),
    clearStorage: api('clearStorage', () => {
      clear();
      return {};
    }),
  };
};
