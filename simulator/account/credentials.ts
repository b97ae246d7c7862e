/** An appid and a secret for a service that talks to its own simulator. */
export const simulatorCredentials = {
  appId: 'wx51a7051a7051a705',
  secret: '51a7051a7051a7051a7051a7051a7051',
} as const;
