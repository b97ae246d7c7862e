/** One formatter for each zone and form: making them is dear, and a clock asks each second. */
const formatters = new Map<string, Intl.DateTimeFormat>();

type Form = Readonly<{ language: string; timeZone: string | undefined }>;

const formatterOf = (
  name: string,
  { language, timeZone }: Form,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat => {
  const key = `${name} ${language} ${timeZone ?? ''}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const zone = timeZone === undefined ? {} : { timeZone };
  const made = new Intl.DateTimeFormat(language, { ...options, ...zone });
  formatters.set(key, made);
  return made;
};

/** 10:32, in the hall. */
export const hallTime = (at: number, form: Form): string =>
  formatterOf('time', form, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** 11月27日 星期五, in the hall. */
export const hallDate = (at: number, form: Form): string =>
  formatterOf('date', form, { month: 'long', day: 'numeric', weekday: 'long' }).format(at);

/** Which minute of the day it is in the hall. */
export const hallMinute = (at: number, timeZone: string | undefined): number => {
  const [hours = 0, minutes = 0] = hallTime(at, { language: 'en-GB', timeZone })
    .split(':')
    .map(Number);
  return hours * 60 + minutes;
};
