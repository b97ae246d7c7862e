import { api } from './callbacks.js';

/** The base library that the phone claims; streams by `enableChunked` came with 2.20.2. */
const baseLibrary = '3.8.0';

/** What `wx` tells of the phone. */
export const systemOf = (languageOf: () => string) => {
  const app = () => ({
    SDKVersion: baseLibrary,
    version: '8.0.50',
    language: languageOf(),
    theme: 'light',
    enableDebug: false,
    host: { appId: '' },
  });
  const frame = () => ({
    windowWidth: innerWidth,
    windowHeight: innerHeight,
    pixelRatio: devicePixelRatio,
  });
  const device = { brand: 'devtools', model: 'nearturn simulator', platform: 'devtools' };
  const all = () => ({ ...app(), ...frame(), ...device, system: 'simulator 1.0' });
  return {
    getAppBaseInfo: app,
    getWindowInfo: frame,
    getDeviceInfo: () => device,
    getSystemInfoSync: all,
    getSystemInfo: api('getSystemInfo', all),
    getNetworkType: api('getNetworkType', () => ({
      networkType: navigator.onLine ? 'wifi' : 'none',
    })),
    getAccountInfoSync: () => ({
      miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' },
    }),
    vibrateShort: api('vibrateShort', () => ({})),
    vibrateLong: api('vibrateLong', () => ({})),
  };
};
