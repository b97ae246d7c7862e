import { randomBytes } from 'node:crypto';

/** What the simulated WeChat answers: the body as text, for message ids are int64. */
export type Reply = Readonly<{
  text: string;
  contentType: string;
  /** A body that is no text, in place of it. */
  bytes?: Buffer;
  headers?: Readonly<Record<string, string>>;
}>;

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
  40004: 'invalid media type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40036: 'invalid template_id size',
  40037: 'invalid template_id',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40159: 'invalid length for path, or the data is not json string',
  40163: 'code been used',
  40164: 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist',
  40169: 'invalid length for scene, or the data is not json string',
  40226: 'code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43106: 'not allow to add template, for punishment',
  43101: 'user refuse to accept the msg',
  43108: 'Cannot make concurrent calls to the same OpenID, please try again',
  43116: 'This template_id is banned',
  43117: 'Sending messages to this openid too frequently,please try later',
  44002: 'empty post data',
  44004: 'empty content',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45029: 'qrcode count out of limit',
  45047: 'out of response count limit',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48004: 'api forbidden for irregularities, view detail on mp.weixin.qq.com',
  48006: 'forbid to clear quota because of reaching the limit',
  50002: 'user limited',
  76001: 'rid not found',
  76002: 'rid is empty',
  76004: 'rid has expired',
  76021: 'cgi_path not found, please check',
  85431: 'system error',
  85433: 'invalid check_json',
  85434: 'invalid notify_type',
  85435: 'invalid content_json',
  85436: 'notify_code abnormal',
  85437: 'invalid notify_code',
  85438: 'notify_code expired',
  85439: 'content_json with wrong status',
  85440: 'content_json lack need field',
  85441: 'content_json has unformat field',
  85442: 'content_json blocked by securiy audit',
  85443: 'content_json has illegal utf8 char',
  85448: 'notify_code has used',
  85449: 'notify_code is dealing and locked, retry later',
  85461: 'notify_type access deny',
  85462: 'app aceess deny',
  85096: 'not allow include scancode_time field',
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
