import type { Engine } from '../../application/engine/engine.js';
import type { Readiness } from '../../application/ports/inbound/operators.js';
import type { WeChatHealth } from '../../application/ports/message-sender.js';
import type { Breaker } from '../../application/sending/breaker.js';

export type ReadinessDeps = Readonly<{
  engine: Engine;
  weChat: WeChatHealth;
  breaker: Breaker;
  /** Whether the store answers now. */
  probe: () => Promise<void>;
}>;

const probeTimeoutMs = 2_000;

/**
 * Ready when commands can be taken: the store answers and the open days are folded. WeChat is
 * reported beside it and does not take an instance out of service: calling works without it.
 */
export class ServiceReadiness implements Readiness {
  constructor(private readonly deps: ReadinessDeps) {}

  async check(): ReturnType<Readiness['check']> {
    const { engine, weChat, breaker } = this.deps;
    const eventStore = await this.#storeCheck();
    const folded = engine.isLive
      ? passed
      : { ok: false, reason: 'the open days are still being read' };
    const health = weChat.state();
    const wechat = breaker.reason === null ? health : { ok: false, reason: breaker.reason };
    return { ready: eventStore.ok && folded.ok, checks: { eventStore, folded, wechat } };
  }

  async #storeCheck(): Promise<{ ok: boolean; reason: string | null }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), probeTimeoutMs);
    });
    try {
      await Promise.race([this.deps.probe(), late]);
      return passed;
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}

const passed = { ok: true, reason: null } as const;
