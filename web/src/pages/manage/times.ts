const dayMs = 86_400_000;

/** A moment as the hall's clock shows it. */
export const timeIn = (timeZone: string | undefined, time: string): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: timeZone ?? 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(time));

/** The hall's date at a moment, some days on. */
export const dayIn = (timeZone: string | undefined, ms: number, days = 0): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: timeZone ?? 'Asia/Shanghai',
    dateStyle: 'short',
  }).format(new Date(ms + days * dayMs));
