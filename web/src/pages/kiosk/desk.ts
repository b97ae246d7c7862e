import { ref, shallowRef } from 'vue';
import { newKey, type Api } from '../../api/client.js';
import type { ApiProblem } from '../../api/problem.js';
import type { Ticket } from './hall.js';
import { kioskRequests } from './requests.js';
import { untilKnown, type Outcome } from './until-known.js';

/** What the screen shows. */
export type Screen =
  | Readonly<{ name: 'services' }>
  | Readonly<{ name: 'check-in' }>
  | Readonly<{ name: 'asking'; what: 'number' | 'appointment' }>
  | Readonly<{ name: 'ticket'; ticket: Ticket; late: boolean }>
  | Readonly<{ name: 'given-back'; number: string }>
  | Readonly<{ name: 'refused'; problem: ApiProblem }>
  | Readonly<{ name: 'unknown' }>;

/** One tap is one key, however often it is sent; a tap while one is under way is none. */
const useTaps = () => {
  /** A request is repeated, for nobody knows what came of it. */
  const again = ref(false);
  let busy = false;
  const once = async <Data>(
    ask: (key: string) => Promise<Data>,
    then: (outcome: Outcome<Data>) => void,
  ): Promise<void> => {
    busy = true;
    again.value = false;
    const key = newKey();
    try {
      then(
        await untilKnown(
          () => ask(key),
          () => (again.value = true),
        ),
      );
    } finally {
      busy = false;
    }
  };
  return { again, once, isBusy: (): boolean => busy };
};

/** What a visitor does at the kiosk of a hall, one thing at a time. */
export const useDesk = (api: Api, hallId: string) => {
  const screen = shallowRef<Screen>({ name: 'services' });
  const giving = ref(false);
  const requests = kioskRequests(api, hallId);
  const { again, once, isBusy } = useTaps();

  const show = <Data>(outcome: Outcome<Data>, done: (data: Data) => Screen): void => {
    if (outcome.kind === 'done') screen.value = done(outcome.data);
    else if (outcome.kind === 'refused')
      screen.value = { name: 'refused', problem: outcome.problem };
    else screen.value = { name: 'unknown' };
  };
  const given = (ticket: Ticket & { late?: boolean }): Screen => ({
    name: 'ticket',
    ticket,
    late: ticket.late === true,
  });

  const take = async (queueId: string, priority: string): Promise<void> => {
    if (isBusy()) return;
    screen.value = { name: 'asking', what: 'number' };
    await once(
      (key) => requests.take({ queueId, priority }, key),
      (outcome) => show(outcome, given),
    );
  };
  const checkIn = async (name: string): Promise<void> => {
    if (isBusy()) return;
    screen.value = { name: 'asking', what: 'appointment' };
    await once(
      (key) => requests.checkIn(name, key),
      (outcome) => show(outcome, given),
    );
  };
  const giveBack = async ({ ticketId, number }: Ticket): Promise<void> => {
    if (isBusy()) return;
    giving.value = true;
    await once(
      (key) => requests.cancel(ticketId, key),
      (outcome) => show(outcome, () => ({ name: 'given-back', number })),
    );
    giving.value = false;
  };
  const goTo = (next: Screen): void => {
    if (!isBusy()) screen.value = next;
  };
  return {
    screen,
    again,
    giving,
    take,
    checkIn,
    giveBack,
    home: (): void => goTo({ name: 'services' }),
    toCheckIn: (): void => goTo({ name: 'check-in' }),
  };
};
