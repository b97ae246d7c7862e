import type { HallSettingsService } from '../ports/inbound/administrators.js';
import type { PosterCodes, PosterQueue } from '../ports/codes.js';
import type { Secrets } from '../ports/secrets.js';

/** The codes on the posters of all queues: each is derived, none is kept. */
export class QueuePosterCodes implements PosterCodes {
  readonly #codes = new Map<string, string>();

  constructor(
    private readonly deps: Readonly<{
      secrets: Pick<Secrets, 'posterCodeOf'>;
      settings: Pick<HallSettingsService, 'hallIds' | 'settingsOf'>;
    }>,
  ) {}

  codeOf({ hallId, queueId }: PosterQueue): string {
    const key = `${hallId}/${queueId}`;
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = this.deps.secrets.posterCodeOf(hallId, queueId);
    this.#codes.set(key, code);
    return code;
  }

  queueOf(code: string): PosterQueue | null {
    for (const hallId of this.deps.settings.hallIds())
      for (const { queueId } of this.deps.settings.settingsOf(hallId)?.queues ?? [])
        if (this.codeOf({ hallId, queueId }) === code) return { hallId, queueId };
    return null;
  }
}
