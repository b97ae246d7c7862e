import { expect } from 'chai';
import { isAppError } from '../../../src/application/errors.js';
import { readSettings } from '../../../src/infrastructure/config/settings.js';

const problemsOf = (env: Record<string, string>): string => {
  try {
    readSettings(env);
  } catch (error) {
    if (isAppError(error, 'invalid_settings')) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('the settings', () => {
  it('have a default each; empty is unset, and what is unknown is not looked at', () => {
    const settings = readSettings({ PORT: '', HOST: ' ', PATH: '/bin', EVENT_STORE: '' });
    expect(settings).to.deep.equal(readSettings({}));
    expect(settings).to.include({
      PORT: 8080,
      HOST: '127.0.0.1',
      EVENT_STORE: 'sqlite',
      SEND_POLICY: 'at-most-once',
      RATE_LIMIT: 200,
      ADMIN_TOKEN: null,
    });
  });

  it('are read as what they mean', () => {
    const settings = readSettings({ PORT: '0', RATE_LIMIT: 'off', TRUST_PROXY: '2' });
    expect(settings).to.include({ PORT: 0, RATE_LIMIT: 'off', TRUST_PROXY: 2 });
  });

  const wrong: Readonly<Record<string, string>> = {
    PORT: '65536',
    EVENT_STORE: 'esdb://admin:s3cret-value@',
    ADMIN_TOKEN: 's3cret-value',
    SECRET_KEY: 's3cret-value',
    WECHAT_AES_KEY: 's3cret-value',
    WECHAT_PUSH_MODE: 's3cret-value',
    WECHAT_BASE_URL: 'ftp://s3cret-value',
    WECHAT_MSG_FORMAT: 's3cret-value',
    WECHAT_LANG: 's3cret-value',
    RATE_LIMIT: 's3cret-value',
    TRUST_PROXY: 's3cret-value',
    SEND_POLICY: 's3cret-value',
    WECHAT_CHAT_ANSWERS: 's3cret-value',
    LEGACY_ENDPOINTS: 's3cret-value',
    LOG_LEVEL: 's3cret-value',
    SIMULATOR_PORT: 's3cret-value',
  };
  for (const [name, value] of Object.entries(wrong))
    it(`that are wrong name the variable, ${name}, and never show its value`, () => {
      // Only what is malformed; a connection string may have anything behind its scheme.
      const message = problemsOf({ [name]: name === 'EVENT_STORE' ? `x${value}` : value });
      expect(message).to.match(new RegExp(`^${name}: .+`));
      expect(message).not.to.include('s3cret-value');
      expect(message).not.to.include('65536');
    });

  it('that are wrong are named all at once', () => {
    const message = problemsOf({ PORT: 'x', LOG_LEVEL: 'loud' });
    expect(message).to.match(/PORT: .+; LOG_LEVEL: .+/);
  });

  it('that belong together come together', () => {
    expect(problemsOf({ WECHAT_APPID: 'wx1', WECHAT_JH_TEMPLATE_ID: 't' })).to.match(
      /^WECHAT_SECRET: /,
    );
    expect(problemsOf({ WECHAT_APPID: 'wx1', WECHAT_SECRET: 's3cret-value' })).to.match(
      /^WECHAT_JH_TEMPLATE_ID: /,
    );
    const whole = { WECHAT_APPID: 'wx1', WECHAT_SECRET: 's', WECHAT_JH_TEMPLATE_ID: 't' };
    expect(problemsOf(whole)).to.equal('accepted');
  });
});
