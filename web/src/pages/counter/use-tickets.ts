import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { answered } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Device } from '../../device/session.js';
import type { Ticket } from './console.js';

export const lists = ['waiting', 'held', 'no_show'] as const;
export type ListName = (typeof lists)[number];

export type Tickets = Readonly<{
  list: Ref<ListName>;
  search: Ref<string>;
  items: ShallowRef<readonly Ticket[] | null>;
  /** There are more than are shown. */
  hasMore: Ref<boolean>;
  problem: ShallowRef<ApiProblem | null>;
  load: () => Promise<void>;
}>;

const most = 100;
const number = /^[A-Za-z0-9_-]{1,16}$/;

/** Of those that are shown, who has these letters in their number. */
export const matching = (items: readonly Ticket[], search: string): readonly Ticket[] => {
  const wanted = search.trim().toUpperCase();
  return wanted === ''
    ? items
    : items.filter((ticket) => ticket.number.toUpperCase().includes(wanted));
};

/** The hall's waiting list, or those held or missed; by number anybody of today. It fails for itself alone. */
export const useTickets = (device: Device, hallId: string, changed: () => unknown): Tickets => {
  const list = ref<ListName>('waiting');
  const search = ref('');
  const items = shallowRef<readonly Ticket[] | null>(null);
  const hasMore = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  let asked = 0;

  const ask = async (query: Readonly<{ state?: ListName; number?: string; limit?: number }>) =>
    answered(
      device.api.GET('/api/v1/halls/{hallId}/tickets', { params: { path: { hallId }, query } }),
    );
  const load = async (): Promise<void> => {
    const own = ++asked;
    try {
      const page = await ask({ state: list.value, limit: most });
      const found = page.items.filter((ticket): ticket is Ticket => ticket !== null);
      const wanted = search.value.trim();
      const isHere = matching(found, wanted).length > 0;
      const given =
        isHere || !number.test(wanted) ? [] : (await ask({ number: wanted.toUpperCase() })).items;
      if (own !== asked) return;
      items.value = [...found, ...given.filter((ticket): ticket is Ticket => ticket !== null)];
      hasMore.value = page.nextCursor !== null;
      problem.value = null;
    } catch (error) {
      if (own === asked) problem.value = asProblem(error);
    }
  };
  // Soon after a change, but not for each of many at once.
  const pauseMs = 250;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void load();
    }, pauseMs);
  };
  watch(changed, soon);
  watch([list, search], soon);
  void load();
  onScopeDispose(() => timer !== null && clearTimeout(timer));
  return { list, search, items, hasMore, problem, load };
};
