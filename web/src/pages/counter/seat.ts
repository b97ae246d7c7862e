/** Where this device sits, and as whom: an employee's number, never a name. */
export type Seat = Readonly<{ windowId: string; clerkId: string }>;
/** When the person at the window was called and their service begun, in the service's time. */
export type Visit = Readonly<{ ticketId: string; calledAt: number; startedAt: number | null }>;

const read = (name: string): Record<string, unknown> | null => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

const seatName = 'nearturn.counter.seat';
const clerkName = 'nearturn.counter.clerk';
const visitName = 'nearturn.counter.visit';
const keysName = 'nearturn.counter.keys';

export const keptSeat = (hallId: string): Seat | null => {
  const found = read(seatName);
  const { windowId, clerkId } = found ?? {};
  return found?.['hallId'] === hallId && typeof windowId === 'string' && typeof clerkId === 'string'
    ? { windowId, clerkId }
    : null;
};
export const keepSeat = (hallId: string, seat: Seat): void => {
  localStorage.setItem(seatName, JSON.stringify({ ...seat, hallId }));
  localStorage.setItem(clerkName, seat.clerkId);
};
export const leaveSeat = (): void => localStorage.removeItem(seatName);

/** Who sat here last. */
export const lastClerk = (): string => localStorage.getItem(clerkName) ?? '';

export const keptVisit = (): Visit | null => {
  const { ticketId, calledAt, startedAt } = read(visitName) ?? {};
  if (typeof ticketId !== 'string' || typeof calledAt !== 'number') return null;
  return { ticketId, calledAt, startedAt: typeof startedAt === 'number' ? startedAt : null };
};
export const keepVisit = (visit: Visit): void =>
  localStorage.setItem(visitName, JSON.stringify(visit));

export const forgetVisit = (): void => localStorage.removeItem(visitName);

/** Whether single keys do something: who cannot use them turns them off (WCAG 2.1.4). */
export const keysAreOn = (): boolean => localStorage.getItem(keysName) !== 'off';
export const keepKeys = (on: boolean): void => localStorage.setItem(keysName, on ? 'on' : 'off');
