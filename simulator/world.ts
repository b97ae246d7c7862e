import type { AccountTemplates } from './account/account-templates.js';
import type { Chats } from './phones/chats.js';
import type { Codes } from './account/codes.js';
import type { Faults } from './faults.js';
import type { Api } from './faults.js';
import type { MediaStore } from './account/media.js';
import type { SimulatorOptions } from './options.js';
import type { Phones } from './phones/phones.js';
import type { Pushes } from './push/push.js';
import type { Sending } from './phones/sending.js';
import type { ServiceCards } from './phones/service-cards.js';
import type { SimulatedTemplate } from './account/templates.js';
import type { TokenWorlds } from './account/tokens.js';
import type { Usage } from './account/usage.js';

/** All that the simulated account and its phones are made of. */
export type World = Readonly<{
  options: SimulatorOptions;
  tokens: TokenWorlds;
  phones: Phones;
  sending: Sending;
  faults: Faults;
  pushes: Pushes;
  cards: ServiceCards;
  codes: Codes;
  media: MediaStore;
  /** Customer service: `userWrote` and `userEntered` let the account answer for a while. */
  chats: Chats;
  usage: Usage;
  account: AccountTemplates;
  readonly templates: readonly SimulatedTemplate[];
  /** Calls so far, by API. */
  counts: Record<Api, number>;
}>;
