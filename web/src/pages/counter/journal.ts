// What a clerk has done while the service was away. Each entry has an id that is its key: sent as often as it takes, it
// happens once; and it stays on this device until the service has said what became of it.

export type Entry = Readonly<{
  id: string;
  type: 'ServiceStarted' | 'TicketCompleted' | 'TicketNoShow';
  windowId: string;
  number: string;
  occurredAt: string;
  /** It was sent, and perhaps heard: it can no longer be taken back. */
  sent: boolean;
}>;

/** What the service said of an entry. */
export type Result = Readonly<{
  id: string | null;
  status: 'accepted' | 'duplicate' | 'rejected';
  problem?: Readonly<{ code: string; detail: string }> | undefined;
}>;

/** An entry and what became of it. */
export type Settled = Readonly<{ entry: Entry; result: Result }>;

/** Behind what is known, in milliseconds: the Date header has whole seconds, and an older report is refused. */
const clockErrorMs = 1_500;

/** When something happened: not before what the service has said of the window, nor before the last entry. */
export const momentOf = (now: number, answeredAt: number, entries: readonly Entry[]): string => {
  const last =
    entries.length === 0 ? 0 : Math.max(...entries.map((one) => Date.parse(one.occurredAt) + 1));
  return new Date(Math.max(now, answeredAt + clockErrorMs, last)).toISOString();
};

/** What is sent. */
export const reportsOf = (entries: readonly Entry[]) =>
  entries.map(({ sent: _sent, ...report }) => report);

/** What stays: entries of which nothing was said. */
export const afterResults = (
  entries: readonly Entry[],
  results: readonly Result[],
): readonly Entry[] => {
  const known = new Set(results.map(({ id }) => id));
  return entries.filter(({ id }) => !known.has(id));
};

/** Entries with what became of them. */
export const settledOf = (
  entries: readonly Entry[],
  results: readonly Result[],
): readonly Settled[] =>
  results.flatMap((result) => {
    const entry = entries.find(({ id }) => id === result.id);
    return entry === undefined ? [] : [{ entry, result }];
  });

/** Without the last one, where it was not sent yet. */
export const takenBack = (entries: readonly Entry[], id: string): readonly Entry[] =>
  entries.filter((entry) => entry.id !== id || entry.sent);

const types: readonly unknown[] = ['ServiceStarted', 'TicketCompleted', 'TicketNoShow'];

const isEntry = (value: unknown): value is Entry => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, windowId, number, occurredAt } = value as Record<string, unknown>;
  return (
    types.includes(type) &&
    [id, windowId, number, occurredAt].every((one) => typeof one === 'string')
  );
};

/** Entries as they were kept; what is none of ours is left out. */
export const parsed = (text: string | null): readonly Entry[] => {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter(isEntry) : [];
  } catch {
    return [];
  }
};

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type Journal = Readonly<{
  entries: () => readonly Entry[];
  add: (entry: Entry) => void;
  markSent: (ids: readonly string[]) => void;
  settle: (results: readonly Result[]) => void;
  takeBack: (id: string) => void;
}>;

/** The journal of a hall on this device. Each step reads it anew: another tab may have written. */
export const openJournal = (store: Store, hallId: string): Journal => {
  const name = `nearturn.counter.journal.${hallId}`;
  const entries = (): readonly Entry[] => parsed(store.getItem(name));
  const keep = (after: readonly Entry[]): void =>
    after.length === 0 ? store.removeItem(name) : store.setItem(name, JSON.stringify(after));
  return {
    entries,
    add: (entry) => keep([...entries(), entry]),
    markSent: (ids) =>
      keep(entries().map((one) => (ids.includes(one.id) ? { ...one, sent: true } : one))),
    settle: (results) => keep(afterResults(entries(), results)),
    takeBack: (id) => keep(takenBack(entries(), id)),
  };
};
