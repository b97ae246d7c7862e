import { encrypt, pushKey } from '../../src/infrastructure/wechat/push/cipher.js';
import { signatureOf } from '../../src/infrastructure/wechat/push/signature.js';
import { openIdOf, simulatorCredentials, simulatorTemplates } from '../../simulator/simulator.js';
import { callerOf, type Answer } from './http.js';

/** How the tests' account has its pushes secured. */
export const pushToken = 'e2e-push-token';
export const pushAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

export const callback = '/wechat/callback';

/** The settings of a service that takes the account's pushes. */
export const pushSettings = (mode: 'plain' | 'compatible' | 'secure') => ({
  WECHAT_TOKEN: pushToken,
  WECHAT_PUSH_MODE: mode,
  ...(mode === 'plain' ? {} : { WECHAT_AES_KEY: pushAesKey }),
});

const nowSeconds = (): string => String(Math.floor(Date.now() / 1000));

/** The query of a request that WeChat has signed. */
export const signed = (timestamp = nowSeconds(), nonce = '7'): URLSearchParams =>
  new URLSearchParams({ timestamp, nonce, signature: signatureOf(pushToken, timestamp, nonce) });

/** Posts a body under a query. */
export const post = (
  url: string,
  query: URLSearchParams,
  raw: string | Uint8Array,
): Promise<Answer<unknown>> =>
  callerOf(url, null).ask('POST', `${callback}?${query.toString()}`, {
    raw,
    headers: { 'content-type': 'text/xml' },
  });

/** Posts a text encrypted as in secure mode. */
export const postSealed = (
  url: string,
  text: string,
  around: (encrypted: string) => string,
): Promise<Answer<unknown>> => {
  const key = pushKey(pushAesKey, simulatorCredentials.appId);
  const encrypted = encrypt(text, '0123456789abcdef', key);
  const query = signed();
  const timestamp = query.get('timestamp') ?? '';
  query.set('msg_signature', signatureOf(pushToken, timestamp, '7', encrypted));
  query.set('encrypt_type', 'aes');
  return post(url, query, around(encrypted));
};

/** A sent event of one message to a phone. */
export const sentEvent = (user: string, msgid: string, more: object = {}): string =>
  JSON.stringify({
    ToUserName: 'gh_1',
    FromUserName: openIdOf(user),
    CreateTime: nowSeconds(),
    MsgType: 'event',
    Event: 'subscribe_msg_sent_event',
    List: {
      TemplateId: simulatorTemplates.jh,
      MsgID: msgid,
      ErrorCode: '0',
      ErrorStatus: 'success',
    },
    ...more,
  });
