import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { asProblem, type ApiProblem } from '../../api/problem.js';

type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

/** A list that is read page by page. */
export type PagedList<Item> = Readonly<{
  items: ShallowRef<readonly Item[] | null>;
  problem: ShallowRef<ApiProblem | null>;
  busy: Ref<boolean>;
  hasMore: () => boolean;
  /** From the first page on; what is still under way is dropped. */
  search: () => Promise<void>;
  more: () => Promise<void>;
}>;

/** @param ask reads the page behind a cursor, with the filters as they are now */
export const usePagedList = <Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
): PagedList<Item> => {
  const items = shallowRef<readonly Item[] | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const busy = ref(false);
  let next: string | null = null;
  let turn = 0;
  const read = async (before: readonly Item[], cursor?: string): Promise<void> => {
    const mine = ++turn;
    busy.value = true;
    problem.value = null;
    try {
      const page = await ask(cursor);
      if (mine !== turn) return;
      items.value = [...before, ...page.items];
      next = page.nextCursor;
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error);
    } finally {
      if (mine === turn) busy.value = false;
    }
  };
  return {
    items,
    problem,
    busy,
    hasMore: () => next !== null,
    search: () => read([]),
    more: () => (next === null ? Promise.resolve() : read(items.value ?? [], next)),
  };
};

/** Query fields that are set: an empty field filters nothing. */
export const setFields = <Fields extends Record<string, string>>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<Fields>;
