import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { answered, createApi, newKey, type Api } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { components } from '../../api/schema.js';
import { staleAfterMs } from '../../live/board.js';
import { serverNow, useServerNow } from '../../live/server-clock.js';

export type Slip = components['schemas']['TicketPage'];
type Hall = Readonly<{ name: string; queue: string; timeZone: string }>;

/** Between two questions, in milliseconds: a call is on the phone within this time. */
const everyMs = 2_000;
const ended = new Set<Slip['state']>(['completed', 'cancelled', 'expired']);

const hallOf = async (api: Api, { hallId, queueId }: Slip): Promise<Hall> => {
  const params = { path: { hallId } };
  const board = await answered(api.GET('/api/v1/halls/{hallId}/board', { params }));
  const queue = board.queues.find((one) => one.queueId === queueId)?.name ?? '';
  return { name: board.name, queue, timeZone: board.timeZone };
};

/** The ticket of a slip, asked for again and again until it has ended. @param onCalled once for each call */
export const useSlip = (code: string, onCalled: () => void) => {
  const api = createApi(() => null);
  const slip = shallowRef<Slip | null>(null);
  const hall = shallowRef<Hall | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const contactAt = ref<number | null>(null);
  const now = useServerNow();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  // One for the slip: whoever taps again asks for the same.
  const key = newKey();

  const take = (found: Slip): void => {
    const before = slip.value;
    contactAt.value = serverNow();
    problem.value = null;
    slip.value = found;
    if (found.state === 'called' && before?.lastCalledAt !== found.lastCalledAt) onCalled();
  };
  const ask = async (): Promise<void> => {
    try {
      const found = await answered(api.POST('/api/v1/slips', { body: { code } }));
      take(found);
      hall.value ??= await hallOf(api, found);
      if (ended.has(found.state)) return;
    } catch (error) {
      const found = asProblem(error);
      if (slip.value === null || found.status === 404) problem.value = found;
      if (found.status === 404) return;
    }
    if (!gone) timer = setTimeout(() => void ask(), everyMs);
  };
  const cancel = async (): Promise<void> => {
    const params = { header: { 'Idempotency-Key': key } };
    try {
      take(await answered(api.POST('/api/v1/slips/cancel', { params, body: { code } })));
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  const stop = (): void => {
    gone = true;
    clearTimeout(timer);
  };
  void ask();
  onScopeDispose(stop);
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
