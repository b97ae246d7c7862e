import {
  computed,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type ShallowRef,
} from 'vue';
import { answered, newKey } from '../../api/client.js';
import type { Device } from '../../device/session.js';
import { serverNow } from '../../live/server-clock.js';
import type { Place } from './commands.js';
import {
  momentOf,
  openJournal,
  reportsOf,
  settledOf,
  type Entry,
  type Result,
  type Settled,
} from './journal.js';
import type { Feed } from './use-feed.js';

export type Offline = Readonly<{
  /** What the service does not know yet, oldest first. */
  entries: ShallowRef<readonly Entry[]>;
  /** Whether the next step of the ticket has to queue behind others. */
  isBehind: ComputedRef<boolean>;
  /** What became of the last ones that were sent. */
  settled: ShallowRef<readonly Settled[]>;
  /** Keeps what has happened until the service has heard it. */
  write: (type: Entry['type'], number: string) => Entry;
  /** @returns whether it was still here */
  takeBack: (id: string) => boolean;
}>;

/** The states that say the same as a report: its first sending was heard, only its answer was not. */
const saysTheSame: Readonly<Record<Entry['type'], readonly string[]>> = {
  ServiceStarted: ['serving', 'completed'],
  TicketCompleted: ['completed'],
  TicketNoShow: ['no_show'],
};

const whetherAlready = async (
  device: Device,
  place: Place,
  { entry, result }: Settled,
): Promise<Settled> => {
  const code = result.problem?.code;
  if (result.status !== 'rejected' || (code !== 'no_ticket' && code !== 'out_of_order'))
    return { entry, result };
  const query = { number: entry.number };
  const path = { hallId: place.hallId };
  const { items } = await answered(
    device.api.GET('/api/v1/halls/{hallId}/tickets', { params: { path, query } }),
  );
  const isSo = saysTheSame[entry.type].includes(items[0]?.state ?? '');
  return isSo ? { entry, result: { id: entry.id, status: 'duplicate' } } : { entry, result };
};

const report = async (device: Device, place: Place, entries: readonly Entry[]) => {
  const params = { path: { hallId: place.hallId } };
  const body = { events: reportsOf(entries) };
  const asked = device.api.POST('/api/v1/halls/{hallId}/call-events', { params, body });
  return (await answered(asked)).results as readonly Result[];
};

/** What is done while the service is away, and its way there. @param isActive only one tab sends */
export const useJournal = (
  { device, place, feed }: Readonly<{ device: Device; place: Place; feed: Feed }>,
  isActive: () => boolean,
): Offline => {
  const journal = openJournal(localStorage, place.hallId);
  const entries = shallowRef(journal.entries());
  const settled = shallowRef<readonly Settled[]>([]);
  let sending = false;
  const sendAll = async (): Promise<void> => {
    const all = journal.entries();
    if (sending || all.length === 0 || !isActive()) return;
    sending = true;
    try {
      journal.markSent(all.map(({ id }) => id));
      const results = await report(device, place, all);
      journal.settle(results);
      const found = settledOf(all, results);
      settled.value = await Promise.all(found.map((one) => whetherAlready(device, place, one)));
      // What is shown goes on from what the service says now, without a look back in between.
      await feed.refresh();
    } catch {
      // Still away; they stay, and go with the next look that is answered.
    } finally {
      sending = false;
      entries.value = journal.entries();
    }
  };
  watch([feed.desk, feed.online], () => feed.online.value && void sendAll());
  const again = setInterval(() => feed.online.value && void sendAll(), 1_500);
  onScopeDispose(() => clearInterval(again));
  return {
    entries,
    isBehind: computed(() => entries.value.length > 0),
    settled,
    write: (type, number) => {
      const occurredAt = momentOf(serverNow(), feed.answeredAt(), journal.entries());
      const { windowId } = place;
      const entry = { id: newKey(), type, windowId, number, occurredAt, sent: false };
      journal.add(entry);
      entries.value = journal.entries();
      return entry;
    },
    takeBack: (id) => {
      journal.takeBack(id);
      const was = entries.value.length;
      entries.value = journal.entries();
      return entries.value.length < was;
    },
  };
};
