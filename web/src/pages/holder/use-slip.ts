import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { answered, createApi } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { components } from '../../api/schema.js';
import { staleAfterMs } from '../../live/board.js';
import { serverNow, useServerNow } from '../../live/server-clock.js';

export type Slip = components['schemas']['TicketPage'];
type Hall = Readonly<{ name: string; queue: string; timeZone: string }>;

/** Between two questions, in milliseconds: a call is on the phone within this time. */
const everyMs = 2_000;
const ended = new Set<Slip['state']>(['completed', 'cancelled', 'expired']);

/** The ticket of a slip, asked for again and again until it has ended. @param onCalled once for each call */
export const useSlip = (code: string, onCalled: () => void) => {
  const api = createApi(() => null);
  const slip = shallowRef<Slip | null>(null);
  const hall = shallowRef<Hall | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const contactAt = ref<number | null>(null);
  const now = useServerNow();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let gone = false;

  const take = (found: Slip): void => {
    const before = slip.value;
    contactAt.value = serverNow();
    problem.value = null;
    slip.value = found;
    const isNew = before?.state !== 'called' || before.lastCalledAt !== found.lastCalledAt;
    if (found.state === 'called' && isNew) onCalled();
  };
  const nameHall = async ({ hallId, queueId }: Slip): Promise<void> => {
    const params = { path: { hallId } };
    const board = await answered(api.GET('/api/v1/halls/{hallId}/board', { params }));
    const queue = board.queues.find((one) => one.queueId === queueId)?.name ?? '';
    hall.value = { name: board.name, queue, timeZone: board.timeZone };
  };
  const ask = async (): Promise<void> => {
    try {
      const found = await answered(api.POST('/api/v1/slips', { body: { code } }));
      take(found);
      if (hall.value === null) await nameHall(found);
      if (ended.has(found.state)) return;
    } catch (error) {
      const found = asProblem(error);
      // What is away comes back; what is not known stays so.
      if (slip.value === null || found.status === 404) problem.value = found;
      if (found.status === 404) return;
    }
    if (!gone) timer = setTimeout(() => void ask(), everyMs);
  };
  const cancel = async (): Promise<void> => {
    try {
      take(await answered(api.POST('/api/v1/slips/cancel', { body: { code } })));
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  void ask();
  onScopeDispose(() => {
    gone = true;
    if (timer !== null) clearTimeout(timer);
  });
  return {
    slip,
    hall,
    problem,
    contactAt,
    cancel,
    stale: computed(
      () =>
        contactAt.value !== null &&
        !ended.has(slip.value?.state ?? 'waiting') &&
        now.value - contactAt.value > staleAfterMs,
    ),
  };
};
