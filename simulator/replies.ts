import { randomBytes } from 'node:crypto';

/** What the simulated WeChat answers: the body as text, for message ids are int64. */
export type Reply = Readonly<{ text: string; contentType: string }>;

const json = 'application/json; encoding=utf-8';

/** A success, or any other body that JSON.stringify writes right. */
export const jsonReply = (body: object): Reply => ({
  text: JSON.stringify(body),
  contentType: json,
});

/** Texts as seen in the field (docs/wechat.md). */
const texts: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40037: 'invalid template_id',
  40125: 'invalid appsecret',
  40163: 'code been used',
  40164: 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist',
  40226: 'code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43101: 'user refuse to accept the msg',
  43108: 'Cannot make concurrent calls to the same OpenID, please try again',
  43116: 'This template_id is banned',
  43117: 'Sending messages to this openid too frequently,please try later',
  44002: 'empty post data',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48004: 'api forbidden for irregularities, view detail on mp.weixin.qq.com',
  50002: 'user limited',
};

/** An id of a request, in WeChat's form: the second, then two random words. */
const rid = (): string => {
  const second = Math.floor(Date.now() / 1000).toString(16);
  const random = randomBytes(8).toString('hex');
  return `${second}-${random.slice(0, 8)}-${random.slice(8)}`;
};

/** An error of `/cgi-bin` and `/wxaapi`. */
export const errorReply = (errcode: number, errmsg?: string): Reply =>
  jsonReply({ errcode, errmsg: `${errmsg ?? texts[errcode] ?? ''} rid: ${rid()}` });

/** An error of `/sns`: a comma before the rid (docs/wechat.md). */
export const snsErrorReply = (errcode: number, errmsg?: string): Reply => ({
  text: JSON.stringify({ errcode, errmsg: `${errmsg ?? texts[errcode] ?? ''}, rid: ${rid()}` }),
  contentType: 'text/plain',
});
