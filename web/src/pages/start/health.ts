import { onScopeDispose, ref, type Ref } from 'vue';

/** How the service is, as a key of the texts. */
export type Health = 'asking' | 'ready' | 'wechat' | 'eventStore' | 'folded' | 'away';

type Report = Readonly<{ ready: boolean; checks: Readonly<Record<string, { ok: boolean }>> }>;

const everyMs = 5_000;
const patienceMs = 4_000;

/** What a report comes to: what stops the work first, then what it can do without. */
export const healthOf = ({ checks }: Report): Health => {
  const fails = (name: string): boolean => checks[name]?.ok === false;
  if (fails('eventStore')) return 'eventStore';
  if (fails('folded')) return 'folded';
  return fails('wechat') ? 'wechat' : 'ready';
};

const ask = async (): Promise<Health> => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  try {
    const response = await fetch('/health/ready', { signal: abort.signal, cache: 'no-store' });
    return healthOf((await response.json()) as Report);
  } catch {
    return 'away';
  } finally {
    clearTimeout(timer);
  }
};

/** The service's health, asked again and again while the component lives. */
export const useHealth = (): Readonly<Ref<Health>> => {
  const health = ref<Health>('asking');
  let timer: ReturnType<typeof setTimeout> | null = null;
  let gone = false;
  const look = async (): Promise<void> => {
    health.value = await ask();
    if (!gone) timer = setTimeout(() => void look(), everyMs);
  };
  void look();
  onScopeDispose(() => {
    gone = true;
    if (timer !== null) clearTimeout(timer);
  });
  return health;
};
