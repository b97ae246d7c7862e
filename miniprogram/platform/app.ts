import type { Core } from '../logic/core.js';

/** What the app keeps for its pages; null until it has been launched. */
export type AppData = { core: Core | null };

/** What the pages work with. */
export const coreOf = (): Core => {
  const { core } = getApp<{ globalData: AppData }>().globalData;
  if (core === null) throw new Error('the app has not been launched');
  return core;
};
