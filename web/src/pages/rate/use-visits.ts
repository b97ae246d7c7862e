import { onScopeDispose, shallowRef } from 'vue';
import { answered, newKey } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Device } from '../../device/session.js';

/** A visit that may be rated. */
export type Visit = Readonly<{ ticketId: string; number: string }>;

/** Between two looks at the window, in milliseconds. */
const everyMs = 2_000;
/** An unrated visit is asked for so long, and thanks are said so long, in milliseconds. */
const askMs = 60_000;
const thanksMs = 5_000;

/** Which visit at a window has just ended, until it is rated, the next begins, or a minute has passed. */
export const useVisits = ({ api, session }: Device, windowId: string) => {
  const hallId = session.hallId ?? '';
  const visit = shallowRef<Visit | null>(null);
  const thanks = shallowRef(false);
  const problem = shallowRef<ApiProblem | null>(null);
  let served: Visit | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let over: ReturnType<typeof setTimeout> | null = null;
  let gone = false;

  const back = (): void => {
    [visit.value, thanks.value, problem.value] = [null, false, null];
  };
  const backAfter = (ms: number): void => {
    if (over !== null) clearTimeout(over);
    over = setTimeout(back, ms);
  };
  const offer = async (ended: Visit): Promise<void> => {
    const params = { path: { ticketId: ended.ticketId } };
    const { state } = await answered(api.GET('/api/v1/tickets/{ticketId}', { params }));
    // Who was sent on, or did not come, has had no service to rate.
    if (state !== 'completed') return;
    visit.value = ended;
    thanks.value = false;
    backAfter(askMs);
  };
  const look = async (): Promise<void> => {
    try {
      const params = { path: { hallId, windowId } };
      const { ticket } = await answered(
        api.GET('/api/v1/halls/{hallId}/windows/{windowId}', { params }),
      );
      problem.value = null;
      if (served !== null && served.ticketId !== ticket?.ticketId) await offer(served);
      served = ticket;
    } catch (error) {
      problem.value = asProblem(error);
    }
    if (!gone) timer = setTimeout(() => void look(), everyMs);
  };
  const rate = async (score: number): Promise<void> => {
    if (visit.value === null) return;
    const { ticketId } = visit.value;
    const params = { path: { hallId, ticketId }, header: { 'Idempotency-Key': newKey() } };
    visit.value = null;
    try {
      await answered(
        api.POST('/api/v1/halls/{hallId}/tickets/{ticketId}/rating', { params, body: { score } }),
      );
      thanks.value = true;
    } catch (error) {
      problem.value = asProblem(error);
    }
    backAfter(thanksMs);
  };
  void look();
  onScopeDispose(() => {
    gone = true;
    for (const one of [timer, over]) if (one !== null) clearTimeout(one);
  });
  return { visit, thanks, problem, rate };
};
