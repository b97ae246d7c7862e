import { expect } from 'chai';
import { timeZoneAt } from '../../demo/hall.js';
import { readOptions } from '../../demo/options.js';

describe("the demo's options", () => {
  it('start a service of its own by default', () => {
    expect(readOptions([], {})).to.deep.equal({ seconds: 50, seed: 20_250_301, target: null });
  });

  it('are taken from the command line and the environment', () => {
    const env = {
      NEARTURN_URL: 'http://127.0.0.1:8080/',
      ADMIN_TOKEN: 'nt_admin',
      SIMULATOR_URL: 'http://127.0.0.1:8090',
    };
    expect(readOptions(['--seconds', '5', '--seed', '1'], env)).to.deep.equal({
      seconds: 5,
      seed: 1,
      target: {
        url: 'http://127.0.0.1:8080',
        adminToken: 'nt_admin',
        simulatorUrl: 'http://127.0.0.1:8090',
      },
    });
  });

  it('name what is missing or wrong', () => {
    expect(() => readOptions([], { NEARTURN_URL: 'http://x' })).to.throw(/ADMIN_TOKEN/);
    expect(() => readOptions(['--seconds', 'many'], {})).to.throw(/--seconds.*many/);
    expect(() => readOptions(['--minutes', '1'], {})).to.throw(/minutes/);
  });
});

describe("the demo's time zone", () => {
  it('is the one of the hall, but not in the last hour of its day', () => {
    expect(timeZoneAt(new Date('2025-03-01T01:00:00Z'))).to.equal('Asia/Shanghai');
    expect(timeZoneAt(new Date('2025-03-01T15:30:00Z'))).to.equal('UTC');
  });
});
