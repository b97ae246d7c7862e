import { ref, shallowRef } from 'vue';
import { answered, newKey, type Api } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Ticket } from './hall.js';
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

/** A bind code; other names of an appointment are another system's. */
const codeForm = /^[0-9A-Za-z_-]{20,32}$/;

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

/** What a visitor does at the kiosk of a hall, one thing at a time. */
export const useDesk = (api: Api, hallId: string) => {
  const screen = shallowRef<Screen>({ name: 'services' });
  /** A request is repeated, for nobody knows what came of it. */
  const again = ref(false);
  let busy = false;

  /** One tap is one key, however often it is sent; a tap while one is under way is none. */
  const once = async <Data>(
    ask: (key: string) => Promise<Data>,
    then: (outcome: Outcome<Data>) => void,
  ): Promise<void> => {
    if (busy) return;
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
  const show = (outcome: Outcome<Ticket & { late?: boolean }>): void => {
    if (outcome.kind === 'done')
      screen.value = { name: 'ticket', ticket: outcome.data, late: outcome.data.late === true };
    else if (outcome.kind === 'refused')
      screen.value = { name: 'refused', problem: outcome.problem };
    else screen.value = { name: 'unknown' };
  };

  const take = (queueId: string, priority: string): Promise<void> => {
    if (!busy) screen.value = { name: 'asking', what: 'number' };
    return once(
      (key) =>
        answered(
          api.POST('/api/v1/halls/{hallId}/queues/{queueId}/tickets', {
            params: { path: { hallId, queueId }, ...keyed(key) },
            body: { priority },
          }),
        ),
      show,
    );
  };
  const checkInBy = (body: Readonly<{ code: string } | { ref: string }>, key: string) =>
    answered(
      api.POST('/api/v1/halls/{hallId}/check-ins', {
        params: { path: { hallId }, ...keyed(key) },
        body,
      }),
    );
  /** A long name of another system looks like a code: it is tried as one first. */
  const named = async (name: string, key: string) => {
    if (!codeForm.test(name)) return checkInBy({ ref: name }, key);
    try {
      return await checkInBy({ code: name }, key);
    } catch (error) {
      if (asProblem(error).code !== 'unknown_appointment') throw error;
      return checkInBy({ ref: name }, `${key}-ref`);
    }
  };
  const checkIn = (name: string): Promise<void> => {
    if (!busy) screen.value = { name: 'asking', what: 'appointment' };
    return once((key) => named(name, key), show);
  };
  const giving = ref(false);
  const giveBack = async ({ ticketId, number }: Ticket): Promise<void> => {
    giving.value = true;
    const path = { hallId, ticketId };
    await once(
      (key) =>
        answered(
          api.POST('/api/v1/halls/{hallId}/tickets/{ticketId}/cancel', {
            params: { path, ...keyed(key) },
          }),
        ),
      (outcome) => {
        if (outcome.kind === 'done') screen.value = { name: 'given-back', number };
        else if (outcome.kind === 'refused')
          screen.value = { name: 'refused', problem: outcome.problem };
        else screen.value = { name: 'unknown' };
      },
    );
    giving.value = false;
  };
  const home = (): void => {
    if (!busy) screen.value = { name: 'services' };
  };
  const toCheckIn = (): void => {
    if (!busy) screen.value = { name: 'check-in' };
  };
  const isBusy = (): boolean => busy;
  return { screen, again, giving, take, checkIn, giveBack, home, toCheckIn, isBusy };
};
