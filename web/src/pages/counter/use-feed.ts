import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { answered } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Device } from '../../device/session.js';
import { useBoard, type LiveBoard } from '../../live/board.js';
import { serverNow } from '../../live/server-clock.js';
import { isAway, type CommandAnswer, type Place } from './commands.js';
import { afterAnswer, type Desk } from './console.js';

export type Feed = Readonly<{
  desk: ShallowRef<Desk | null>;
  live: LiveBoard;
  /** Whether the service answered last. */
  online: Ref<boolean>;
  /** Why the window cannot be read, though the service answers. */
  refused: ShallowRef<ApiProblem | null>;
  /** When the service last told of the window, in its time. */
  answeredAt: () => number;
  /** Reads the window; done when what is shown is no older than this call. */
  refresh: () => Promise<void>;
  /** Takes a command's own answer at once. */
  take: (answer: CommandAnswer) => void;
  /** No answer came. */
  lost: () => void;
}>;

/** Between two looks in milliseconds, where nothing is heard: who has signed in is not on the board. */
const everyMs = { online: 4_000, offline: 1_500 };

const readDesk = ({ api }: Device, path: Place): Promise<Desk> =>
  answered(api.GET('/api/v1/halls/{hallId}/windows/{windowId}/desk', { params: { path } }));

/** What the window is, from its live board, its own answers, and a look now and then. */
export const useFeed = (device: Device, place: Place): Feed => {
  const desk = shallowRef<Desk | null>(null);
  const refused = shallowRef<ApiProblem | null>(null);
  const online = ref(true);
  let answeredAt = 0;
  /** Counts the commands answered: a look that began before one is older than its answer. */
  let epoch = 0;
  let under: Promise<void> | null = null;
  let again = false;
  let gone = false;

  const heard = (): void => {
    online.value = true;
    answeredAt = serverNow();
  };
  const look = async (): Promise<void> => {
    const began = epoch;
    again = false;
    try {
      const found = await readDesk(device, place);
      heard();
      refused.value = null;
      if (began === epoch) desk.value = found;
      else again = true;
    } catch (error) {
      const problem = asProblem(error);
      if (isAway(problem)) online.value = false;
      else refused.value = problem;
    }
  };
  const lookOn = async (): Promise<void> => {
    do await look();
    while (again && !gone);
    under = null;
  };
  const refresh = (): Promise<void> => {
    again = true;
    return (under ??= lookOn());
  };
  const onSnapshot = (): void => void refresh();
  const live = useBoard(place.hallId, null, { onSnapshot, onChange: onSnapshot });
  useLooks(
    refresh,
    () => online.value,
    () => (gone = true),
  );
  return {
    desk,
    live,
    online,
    refused,
    answeredAt: () => answeredAt,
    refresh,
    take: (answer) => {
      epoch += 1;
      heard();
      if (desk.value !== null) desk.value = deskAfter(desk.value, answer);
      void refresh();
    },
    lost: () => (online.value = false),
  };
};

const deskAfter = (desk: Desk, answer: CommandAnswer): Desk => {
  if (answer.kind === 'window') return { ...desk, window: answer.window };
  const window = afterAnswer(desk.window, answer);
  const next = desk.next.filter(({ ticket }) => ticket?.number !== answer.ticket?.number);
  return { window, next };
};

/** Looks again now and then, and when the network says that it is back or gone. */
const useLooks = (refresh: () => Promise<void>, isOnline: () => boolean, end: () => void): void => {
  let timer: ReturnType<typeof setTimeout>;
  const later = (): void => {
    timer = setTimeout(
      () => {
        void refresh();
        later();
      },
      isOnline() ? everyMs.online : everyMs.offline,
    );
  };
  const now = (): void => void refresh();
  window.addEventListener('online', now);
  window.addEventListener('offline', now);
  void refresh();
  later();
  onScopeDispose(() => {
    end();
    clearTimeout(timer);
    window.removeEventListener('online', now);
    window.removeEventListener('offline', now);
  });
};
