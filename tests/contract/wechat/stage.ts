import type { WeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { createWeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import type { SimulatorOptions } from '../../../simulator/simulator.js';
import {
  accessToken,
  appId,
  handClock,
  secret,
  startRig,
} from '../../infrastructure/wechat/rig.js';
import { paths, tokenAnswer } from '../../infrastructure/wechat/scripted-wechat.js';
import { startSimulator } from '../../simulator/rig.js';
import type { SimulatorRig } from '../../simulator/rig.js';
import { startNameService, testHost } from './name-service.js';

/** What a case meets: our adapter, and the WeChat that it talks to. */
export type Line = Readonly<{
  client: WeChatClient;
  url: string;
  /** From now on nobody answers (`ECONNREFUSED`), or the name is not found (`ENOTFOUND`). */
  cut(fault: 'ECONNREFUSED' | 'ENOTFOUND'): Promise<void>;
  close(): Promise<void>;
}>;

/** The adapter against the simulator; each has a clock of its own. */
export type Stage = Line &
  Readonly<{
    /** `advance` is WeChat's clock; ours stands still, so that our token looks alive to us. */
    simulator: SimulatorRig;
    /** The token that the adapter holds. */
    token(): Promise<string>;
  }>;

/** Enough for an answer; a case that waits for none is cut short. */
const timeoutMs = 5000;
const shortMs = 1000;

export type LineOptions = Readonly<{ waitsForNothing: boolean }>;

const timeoutOf = (options: LineOptions): number => (options.waitsForNothing ? shortMs : timeoutMs);

/** The adapter against a server that answers what it is told to. */
export const startScripted = async (options: LineOptions) => {
  const names = startNameService();
  const rig = await startRig({ timeoutMs: timeoutOf(options), host: testHost });
  rig.wechat.script(paths.token, tokenAnswer(accessToken), tokenAnswer('ACCESS_TOKEN_2-76543210'));
  const cut: Line['cut'] = async (fault) => {
    await rig.client.tokens.get();
    rig.client.close();
    if (fault === 'ENOTFOUND') names.takeAway();
    else await rig.wechat.close();
  };
  const close = async (): Promise<void> => {
    names.close();
    await rig.close();
  };
  return { ...rig, url: rig.wechat.url, cut, close };
};

/** The adapter against a simulator of its own. */
export const startStage = async (
  account: SimulatorOptions,
  options: LineOptions,
): Promise<Stage> => {
  const names = startNameService();
  const simulator = await startSimulator(account);
  const url = simulator.simulator.url.replace('127.0.0.1', testHost);
  const clock = handClock();
  const timeout = timeoutOf(options);
  const client = createWeChatClient({ appId, secret, clock, baseUrl: url, timeoutMs: timeout });
  const token = async (): Promise<string> => {
    const got = await client.tokens.get();
    return got.ok ? got.token : '';
  };
  const cut: Line['cut'] = async (fault) => {
    await token();
    client.close();
    if (fault === 'ENOTFOUND') names.takeAway();
    else await simulator.close();
  };
  const close = async (): Promise<void> => {
    names.close();
    client.close();
    await simulator.close();
  };
  return { client, url, simulator, token, cut, close };
};
