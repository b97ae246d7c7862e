import { apiBase } from './config.js';
import { createCore } from './logic/core.js';
import type { AppData } from './platform/app.js';
import { createWxPlatform } from './platform/wx-port.js';

App<{ globalData: AppData }>({
  globalData: { core: null },
  onLaunch() {
    this.globalData.core = createCore(createWxPlatform(), apiBase);
  },
  onShow() {
    const { core } = this.globalData;
    // What a tap gave earlier and could not be saved then.
    if (core !== null && core.outbox.waiting() > 0) void core.outbox.flush();
  },
});
