import type { PushOptionsInput } from './push/push.js';
import type { SimulatedTemplate } from './account/templates.js';

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
  /** How often gettemplate answers in a day; then 45009. By default without end. */
  templateListsPerDay?: number;
  /** How long each send takes, in milliseconds; overlapping sends to one person get 43108. @default 0 */
  sendDelayMs?: number;
  /**
   * `refuse` is WeChat's way: no acceptance seen, 43101. `accept` takes it that the person tapped
   * accept in a mini-program that does not tell the simulator. @default refuse
   */
  unseenTaps?: UnseenTaps;
  /** Bound to an open-platform account: logins name a unionid too. @default false */
  openPlatform?: boolean;
  /** Codes of the two limited kinds in the account's whole life; then 45029. @default 100000 */
  limitedCodes?: number;
  /** Codes without end in a minute; then 45009. @default 5000 */
  codesPerMinute?: number;
  /**
   * What the account may write to a person who entered the chat and wrote nothing.
   * @default 2 messages within 60000 ms
   */
  enterWindow?: Readonly<{ messages: number; ms: number }>;
  /** A file that keeps phones, used codes, credits and messages over a restart; by default none does. */
  stateFile?: string;
  /** The service that phones talk to, for the phones in web pages; by default none. */
  serviceUrl?: string;
  /** Where the account's events are pushed to; by default nowhere. */
  push?: PushOptionsInput;
}>;
