import { randomBytes } from 'node:crypto';
import { createSimulator, type Simulator } from '../../simulator/simulator.js';
import type { Settings } from '../infrastructure/config/settings.js';
import { DataDir } from '../infrastructure/secrets/data-dir.js';
import { pushModeOf } from './di/push.module.js';
import { weChatAppId } from './di/wechat.module.js';

const isOn = ({ SIMULATOR_PUSH, WECHAT_APPID, WECHAT_BASE_URL }: Settings): boolean =>
  SIMULATOR_PUSH === 'on' && WECHAT_APPID === null && WECHAT_BASE_URL === null;

/** Starts the built-in simulator where no account and no other host is named; null where one is. */
export const startSimulator = async (settings: Settings): Promise<Simulator | null> => {
  if (settings.WECHAT_APPID !== null || settings.WECHAT_BASE_URL !== null) return null;
  const simulator = createSimulator({
    stateFile: new DataDir(settings.DATA_DIR).file('simulator.jsonl'),
    unseenTaps: 'accept',
  });
  try {
    await simulator.listen(settings.SIMULATOR_PORT, settings.HOST);
  } catch (error) {
    // Its address is printed, so any port will do when the usual one is taken.
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    await simulator.listen(0, settings.HOST);
  }
  return simulator;
};

/** 43 characters of base64, which are 32 bytes. */
const newAesKey = (): string => randomBytes(32).toString('base64').slice(0, 43);

/** The settings with a token and a key for the built-in simulator's pushes, where none are set. */
export const withSimulatedPush = (settings: Settings): Settings =>
  !isOn(settings) || settings.WECHAT_TOKEN !== null
    ? settings
    : {
        ...settings,
        WECHAT_TOKEN: randomBytes(16).toString('hex'),
        WECHAT_AES_KEY: settings.WECHAT_AES_KEY ?? newAesKey(),
      };

/** Has the built-in simulator push its events to the service that it stands in WeChat for. */
export const pushToOurselves = (simulator: Simulator, settings: Settings, url: string): void => {
  const { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey, WECHAT_MSG_FORMAT: format } = settings;
  if (!isOn(settings) || token === null) return;
  simulator.setPush({
    url: `${url}/wechat/callback`,
    token,
    ...(aesKey === null ? {} : { aesKey }),
    mode: pushModeOf(settings),
    format,
    appId: weChatAppId(settings),
  });
};
