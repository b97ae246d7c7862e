import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { answered, type Api } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { components } from '../../api/schema.js';

export type KioskHall = components['schemas']['KioskHall'];
export type KioskQueue = KioskHall['queues'][number];
export type Ticket = components['schemas']['IssuedTicket'];

/** What may be taken changes with the clock, which no live event tells; and silence is an answer too. */
const askEveryMs = 5_000;

export type LiveHall = Readonly<{
  hall: ShallowRef<KioskHall | null>;
  /** The last question found no service. */
  away: Ref<boolean>;
  /** The service does not let this device see the hall, or there is none. */
  refused: ShallowRef<ApiProblem | null>;
  /** Asks at once. */
  refresh: () => Promise<void>;
}>;

/** Knows what a kiosk of a hall offers, while the component lives. */
export const useKioskHall = (api: Api, hallId: string): LiveHall => {
  const hall = shallowRef<KioskHall | null>(null);
  const away = ref(false);
  const refused = shallowRef<ApiProblem | null>(null);
  const refresh = async (): Promise<void> => {
    try {
      const path = { hallId };
      hall.value = await answered(api.GET('/api/v1/halls/{hallId}/kiosk', { params: { path } }));
      away.value = false;
      refused.value = null;
    } catch (error) {
      const problem = asProblem(error);
      away.value = problem.status === 0 || problem.status >= 500;
      refused.value = problem.status === 403 || problem.status === 404 ? problem : null;
    }
  };
  void refresh();
  const timer = setInterval(() => void refresh(), askEveryMs);
  onScopeDispose(() => clearInterval(timer));
  return { hall, away, refused, refresh };
};
