import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/** How far this device's clock is behind the service's, in milliseconds. */
let behindMs = 0;

/** Takes the time from an answer's Date header, which has whole seconds. */
export const noteServerTime = (date: string | null): void => {
  const at = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return;
  const found = at + 500 - Date.now();
  // Within a second it is the header's rounding: a clock that shows seconds must not jitter.
  if (Math.abs(found - behindMs) > 1_000) behindMs = found;
};

/** The service's time, in milliseconds since the epoch. A hall's clock is the service's, not a tablet's. */
export const serverNow = (): number => Date.now() + behindMs;

/** The service's time, anew each second while the component lives. */
export const useServerNow = (): Readonly<Ref<number>> => {
  const now = ref(serverNow());
  const timer = setInterval(() => (now.value = serverNow()), 1_000);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
};
