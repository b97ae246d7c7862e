import type { Context } from 'mocha';
import { simulatorCredentials } from '../../../simulator/account/credentials.js';
import { leakWatch, type Answered, type LeakWatch } from '../leak-watch.js';
import { tapChildren } from './child-tap.js';
import { tapFetch } from './fetch-tap.js';
import { tapServers } from './http-tap.js';
import { ignoredServers } from './ignored-servers.js';
import { learnFromRequest, learnFromService, learnFromWeChat } from './learning.js';

const told = (answered: Answered, isService: boolean): void => {
  if (!isService) return learnFromWeChat(leakWatch, answered.body);
  learnFromService(leakWatch, answered);
  leakWatch.answered(answered);
};

const install = (): void => {
  leakWatch.isOn = true;
  leakWatch.learn('wechat_secret', simulatorCredentials.secret);
  const ports = new Set<number>();
  tapServers({
    ours: (answered) => told(answered, true),
    others: (body) => learnFromWeChat(leakWatch, body),
    port: (port) => ports.add(port),
    isIgnored: (server) => ignoredServers.has(server),
  });
  tapFetch({
    asks: (asked) => learnFromRequest(leakWatch, asked),
    answered: told,
    isOwnPort: (port) => ports.has(port),
  });
  tapChildren((line, by) => leakWatch.wrote(line, by));
};

const report = ({ leaks }: LeakWatch): string =>
  leaks.map(({ what, where, test }) => `${what} in ${where}, during "${test}"`).join('\n  ');

install();

/** Mocha runs these around all tests of a run. */
export const mochaHooks = {
  beforeEach(this: Context): void {
    leakWatch.test = this.currentTest?.fullTitle() ?? '';
  },
  afterAll(): void {
    const { leaks } = leakWatch;
    if (leaks.length > 0)
      throw new Error(`the service said what it must not:\n  ${report(leakWatch)}`);
  },
};
