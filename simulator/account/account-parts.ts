import { Chats } from '../phones/chats.js';
import { Codes } from './codes.js';
import type { Journal } from '../journal/journal.js';
import { MediaStore } from './media.js';
import type { SimulatorOptions } from '../options.js';
import type { Sending } from '../phones/sending.js';
import { Usage } from './usage.js';
import type { World } from '../world.js';

type Parts = Pick<World, 'codes' | 'media' | 'chats' | 'usage'>;

/** Codes, media, chats and quotas of the account. */
export const accountParts = (
  options: SimulatorOptions,
  journal: Journal,
  sending: Sending,
): Parts => {
  const now = options.now ?? Date.now;
  return {
    codes: new Codes({
      now,
      journal,
      lifetimeLimit: options.limitedCodes ?? 100_000,
      perMinute: options.codesPerMinute ?? 5000,
      pages: () => sending.switches().pages ?? null,
    }),
    media: new MediaStore(now, journal),
    chats: new Chats({
      now,
      journal,
      enterWindow: options.enterWindow ?? { messages: 2, ms: 60_000 },
    }),
    usage: new Usage(now, journal),
  };
};
