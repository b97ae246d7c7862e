/** A time as the hall's clocks show it, with seconds; events of one call follow within less than that. */
export const timeIn = (timeZone: string, at: string): string =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone,
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(new Date(at));

/** The hall's calendar day, `2026-11-27`, at an instant (ms since the epoch). */
export const dayIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
