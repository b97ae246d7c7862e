import type { PushOptionsInput } from './push.js';
import type { SimulatedTemplate } from './templates.js';

/** What happens to a template that its phone has never been seen to accept or decline here. */
export type UnseenTaps = 'refuse' | 'accept';

export type SimulatorOptions = Readonly<{
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** The only appid let in; by default every one that is not empty. */
  appId?: string;
  /** The only secret let in; by default every one that is not empty. */
  secret?: string;
  /** The account's templates. @default the two of `simulatorTemplates` */
  templates?: readonly SimulatedTemplate[];
  /** How long each send takes, in milliseconds; overlapping sends to one person get 43108. @default 0 */
  sendDelayMs?: number;
  /**
   * `refuse` is WeChat's way: no acceptance seen, 43101. `accept` takes it that the person tapped
   * accept in a mini-program that does not tell the simulator. @default refuse
   */
  unseenTaps?: UnseenTaps;
  /** A file that keeps phones, used codes, credits and messages over a restart; by default none does. */
  stateFile?: string;
  /** Where the account's events are pushed to; by default nowhere. */
  push?: PushOptionsInput;
}>;
