import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { components } from '../api/schema.js';
import type { ApiProblem } from '../api/problem.js';
import { followStream, type LiveEvent } from './event-stream.js';
import { serverNow, useServerNow } from './server-clock.js';

export type Board = components['schemas']['Board'];
export type BoardCall = Board['recentCalls'][number];
export type BoardQueue = Board['queues'][number];
export type BoardWindow = Board['windows'][number];

/** Without contact for so long a board may no longer be true, and says so. */
export const staleAfterMs = 15_000;
/** As many calls as the service keeps. */
const mostCalls = 20;

/** A live change: `at`, `type` and the entries that changed, whole. */
type BoardChange = Readonly<
  { type: string; at: string } & Partial<Pick<Board, 'queues' | 'windows' | 'recentCalls'>>
>;

const merged = <Item>(
  items: readonly Item[],
  changed: readonly Item[] | undefined,
  keyOf: (item: Item) => string,
): Item[] => {
  const news = new Map((changed ?? []).map((item) => [keyOf(item), item]));
  const kept = items.map((item) => {
    const found = news.get(keyOf(item));
    news.delete(keyOf(item));
    return found ?? item;
  });
  return [...kept, ...news.values()];
};

/** The board after a change: entries that changed take their places, calls come first. */
export const boardAfter = (board: Board, change: BoardChange): Board => {
  const calls = change.recentCalls ?? [];
  const known = new Set(calls.map(({ callId }) => callId));
  return {
    ...board,
    queues: merged(board.queues, change.queues, ({ queueId }) => queueId),
    windows: merged(board.windows, change.windows, ({ windowId }) => windowId),
    recentCalls: [...calls, ...board.recentCalls.filter(({ callId }) => !known.has(callId))].slice(
      0,
      mostCalls,
    ),
  };
};

/** A hall's board, live. */
export type LiveBoard = Readonly<{
  board: ShallowRef<Board | null>;
  /** When the service was last heard, in the service's time (ms since the epoch); null: not yet. */
  contactAt: Ref<number | null>;
  /** Nothing heard for 15 s: what is shown is of `contactAt`. */
  stale: ComputedRef<boolean>;
  /** Why there is no board at all: the hall is not known. */
  refused: ShallowRef<ApiProblem | null>;
}>;

export type BoardListener = Readonly<{
  onSnapshot?: (board: Board, before: Board | null) => void;
  onChange?: (change: BoardChange, board: Board) => void;
}>;

/** Follows a hall's board while the component lives. @param area null: the whole hall */
export const useBoard = (
  hallId: string,
  area: string | null = null,
  listener: BoardListener = {},
): LiveBoard => {
  const board = shallowRef<Board | null>(null);
  const contactAt = ref<number | null>(null);
  const refused = shallowRef<ApiProblem | null>(null);
  const now = useServerNow();
  const take = ({ type, data }: LiveEvent): void => {
    if (type === 'snapshot') {
      const before = board.value;
      board.value = data as Board;
      listener.onSnapshot?.(board.value, before);
    } else if (type === 'change' && board.value !== null) {
      board.value = boardAfter(board.value, data as BoardChange);
      listener.onChange?.(data as BoardChange, board.value);
    }
  };
  const query = area === null ? '' : `?area=${encodeURIComponent(area)}`;
  const stop = followStream({
    url: `/api/v1/halls/${encodeURIComponent(hallId)}/board/live${query}`,
    onEvent: take,
    onContact: () => (contactAt.value = serverNow()),
    onRefused: (problem) => (refused.value = problem),
  });
  onScopeDispose(stop);
  return {
    board,
    contactAt,
    refused,
    stale: computed(() => contactAt.value !== null && now.value - contactAt.value > staleAfterMs),
  };
};
