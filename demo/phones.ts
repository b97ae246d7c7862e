import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from './api.js';
import type { PhoneMessage } from './day-log.js';
import type { Scene } from './scene.js';
import { phonePageShape } from './shapes.js';
import type { z } from 'zod';

const everyMs = 80;

type Received = z.infer<typeof phonePageShape>['items'][number];

const messageOf = ({ msgid, page, data, at }: Received): Omit<PhoneMessage, 'sinceCallMs'> => ({
  msgid,
  ticketId: /ticketId=([^&]+)/.exec(page ?? '')?.[1] ?? '',
  number: data['character_string2'] ?? '',
  ahead: Number(data['number3']),
  at: Date.parse(at),
});

/** Watches what phones receive. */
export class PhoneWatch {
  #cursor = '0';

  private constructor(private readonly scene: Scene) {}

  /** Begins after what phones have received before. */
  static async begin(scene: Scene): Promise<PhoneWatch> {
    const watch = new PhoneWatch(scene);
    await watch.#next();
    return watch;
  }

  async #next(): Promise<readonly Received[]> {
    const answer = this.scene.simulator.get(`/messages?cursor=${this.#cursor}`);
    const { items, nextCursor } = await bodyOf('messages', answer, phonePageShape);
    this.#cursor = nextCursor;
    return items;
  }

  /** Takes in and shows what has come since. */
  async look(): Promise<void> {
    for (const received of await this.#next()) {
      const message = this.scene.log.received(messageOf(received));
      if (message !== null) this.scene.screen.told(message);
    }
  }

  /** Looks again and again until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
