type Waiting = Readonly<{ queueId: string; issuedAt: string }>;

/** By queue, the minutes since the number was taken of whoever has waited longest. */
export const longestWaits = (
  tickets: readonly (Waiting | null)[],
  now: number,
): ReadonlyMap<string, number> => {
  const longest = new Map<string, number>();
  for (const ticket of tickets) {
    if (ticket === null) continue;
    const { queueId, issuedAt } = ticket;
    const minutes = Math.max(0, Math.floor((now - Date.parse(issuedAt)) / 60_000));
    longest.set(queueId, Math.max(minutes, longest.get(queueId) ?? 0));
  }
  return longest;
};
