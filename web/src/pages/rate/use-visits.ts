import { computed, onScopeDispose, shallowRef } from 'vue';
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

const ratingPath = '/api/v1/halls/{hallId}/tickets/{ticketId}/rating';

const stateOf = async (api: Device['api'], ticketId: string): Promise<string> => {
  const params = { path: { ticketId } };
  return (await answered(api.GET('/api/v1/tickets/{ticketId}', { params }))).state;
};

const ticketAt = async (
  api: Device['api'],
  path: Readonly<{ hallId: string; windowId: string }>,
): Promise<Visit | null> => {
  const params = { path };
  return (await answered(api.GET('/api/v1/halls/{hallId}/windows/{windowId}', { params }))).ticket;
};

/** One key for each score of a visit: a second tap on the same face rates once. */
const createKeys = (): ((score: number) => string) => {
  const keys = new Map<number, string>();
  return (score) => {
    const key = keys.get(score) ?? newKey();
    keys.set(score, key);
    return key;
  };
};

/** Does something once, so long after it was last set. */
const createAlarm = (work: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  const after = (ms: number): void => {
    stop();
    timer = setTimeout(work, ms);
  };
  return { after, stop };
};

/** Why something was not done; null where it was. */
const refusalOf = async (work: () => Promise<unknown>): Promise<ApiProblem | null> => {
  try {
    await work();
    return null;
  } catch (error) {
    return asProblem(error);
  }
};

/** Which visit at a window has just ended, until it is rated, the next begins, or a minute has passed. */
export const useVisits = ({ api, session }: Device, windowId: string) => {
  const hallId = session.hallId ?? '';
  const visit = shallowRef<Visit | null>(null);
  const thanks = shallowRef(false);
  /** Why a rating was not taken: said as long as thanks would be. */
  const refusal = shallowRef<ApiProblem | null>(null);
  /** Why the window cannot be looked at: said until it can. */
  const away = shallowRef<ApiProblem | null>(null);
  let keyOf = createKeys();
  let served: Visit | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let gone = false;

  const back = (): void => {
    [visit.value, thanks.value, refusal.value] = [null, false, null];
  };
  const over = createAlarm(back);
  const offer = async (ended: Visit): Promise<void> => {
    const state = await stateOf(api, ended.ticketId);
    // Who was sent on, or did not come, has had no service to rate.
    if (state !== 'completed') return;
    back();
    visit.value = ended;
    keyOf = createKeys();
    over.after(askMs);
  };
  const look = async (): Promise<void> => {
    try {
      const ticket = await ticketAt(api, { hallId, windowId });
      away.value = null;
      // Whoever is called now would rate the visit before.
      if (ticket !== null && visit.value !== null) back();
      if (ticket === null && served !== null) await offer(served);
      served = ticket;
    } catch (error) {
      away.value = asProblem(error);
    }
    if (!gone) timer = setTimeout(() => void look(), everyMs);
  };
  const rate = async (score: number): Promise<void> => {
    const rated = visit.value;
    if (rated === null) return;
    [visit.value, refusal.value] = [null, null];
    const params = {
      path: { hallId, ticketId: rated.ticketId },
      header: { 'Idempotency-Key': keyOf(score) },
    };
    refusal.value = await refusalOf(() =>
      answered(api.POST(ratingPath, { params, body: { score } })),
    );
    thanks.value = refusal.value === null;
    // No answer came: the visitor may tap again, unless the next was called meanwhile.
    if (refusal.value?.status === 0 && served === null) visit.value = rated;
    else over.after(thanksMs);
  };
  void look();
  onScopeDispose(() => {
    gone = true;
    if (timer !== null) clearTimeout(timer);
    over.stop();
  });
  return { visit, thanks, problem: computed(() => refusal.value ?? away.value), rate };
};
