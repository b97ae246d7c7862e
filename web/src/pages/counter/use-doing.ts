import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { newKey } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Device } from '../../device/session.js';
import { serverNow } from '../../live/server-clock.js';
import { createKeys, isAway, isUnknown, send, type Command, type Place } from './commands.js';
import { reportOf, withJournal, type Intent, type Ticket, type WindowView } from './console.js';
import type { Feed } from './use-feed.js';
import type { Offline } from './use-journal.js';

/** A 过号 of a moment ago. */
export type Missed = Readonly<{
  ticketId: string;
  number: string;
  at: number;
  entryId: string | null;
}>;

export type Doing = Readonly<{
  /** The window with what the service does not know yet; null: not read yet. */
  view: ComputedRef<WindowView | null>;
  busy: Ref<Intent | null>;
  problem: ShallowRef<ApiProblem | null>;
  missed: ShallowRef<Missed | null>;
  /** Does it, one at a time. @returns whether it is done, or kept to be told */
  run: (command: Command) => Promise<boolean>;
}>;

type DoingParts = Readonly<{
  device: Device;
  place: Place;
  feed: Feed;
  offline: Offline;
  isActive: () => boolean;
}>;

const useMissed = () => {
  const missed = shallowRef<Missed | null>(null);
  const note = (intent: Intent, ticket: Ticket | null, entryId: string | null): void => {
    if (intent === 'no-show' && ticket !== null) {
      const { ticketId, number } = ticket;
      missed.value = { ticketId, number, at: serverNow(), entryId };
    } else if (intent === 'return' || intent === 'call') missed.value = null;
  };
  return { missed, note };
};

/** Sends what a clerk wants, or keeps it where the service is away. */
export const useDoing = ({ device, place, feed, offline, isActive }: DoingParts): Doing => {
  const keys = createKeys(newKey);
  const busy = ref<Intent | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const { missed, note } = useMissed();
  const view = computed(() => {
    const window = feed.desk.value?.window;
    return window === undefined ? null : withJournal(window, offline.entries.value);
  });
  watch(feed.desk, (desk) => keys.seen(desk?.window.ticket ?? null));

  const writeDown = (intent: Intent): void => {
    const report = reportOf(intent);
    const ticket = view.value?.ticket ?? null;
    if (report === null || ticket === null) return;
    note(intent, ticket, offline.write(report, ticket.number).id);
  };
  const failed = (command: Command, found: ApiProblem): void => {
    if (!isUnknown(found)) keys.answered();
    if (isAway(found)) feed.lost();
    else void feed.refresh();
    if (isAway(found) && reportOf(command.intent) !== null) writeDown(command.intent);
    else problem.value = found;
  };
  const sendNow = async (command: Command, ticket: Ticket | null): Promise<boolean> => {
    busy.value = command.intent;
    try {
      const asked = { api: device.api, path: place, key: keys.keyOf(command, ticket) };
      feed.take(await send(asked, command));
      keys.answered();
      note(command.intent, ticket, null);
    } catch (error) {
      failed(command, asProblem(error));
    } finally {
      busy.value = null;
    }
    return problem.value === null;
  };
  const run = async (command: Command): Promise<boolean> => {
    if (busy.value !== null || !isActive()) return false;
    problem.value = null;
    const waits = !feed.online.value || offline.isBehind.value;
    if (reportOf(command.intent) === null || !waits)
      return sendNow(command, view.value?.ticket ?? null);
    // Behind what is kept already, so that all is told in its order.
    writeDown(command.intent);
    return true;
  };
  return { view, busy, problem, missed, run };
};
