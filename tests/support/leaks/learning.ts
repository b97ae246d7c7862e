import type { Answered, LeakWatch } from '../leak-watch.js';
import type { SecretKind } from './secret-book.js';

type Learner = Pick<LeakWatch, 'learn'>;

const givenByWeChat = /"(openid|session_key|access_token)"\s*:\s*"([^"\\]{15,})"/g;

/** Whatever a simulated WeChat gives out is a secret of ours from then on. */
export const learnFromWeChat = (watch: Learner, body: string): void => {
  for (const [, kind = '', value = ''] of body.matchAll(givenByWeChat))
    watch.learn(kind as SecretKind, value);
};

const textIn = (body: string, field: string): string | undefined =>
  new RegExp(`"${field}"\\s*:\\s*"([^"\\\\]+)"`).exec(body)?.[1];

/** The tokens and bind codes that the service makes. */
export const learnFromService = (watch: Learner, { method, url, body }: Answered): void => {
  if (method !== 'POST') return;
  const token = /^\/api\/v1\/(?:tokens|wechat\/login)$/.test(url) ? textIn(body, 'token') : null;
  if (typeof token === 'string') watch.learn('token', token);
  const ofDevice = url === '/oauth/token' ? textIn(body, 'access_token') : undefined;
  if (ofDevice !== undefined) watch.learn('token', ofDevice);
  const bindCode = body.includes('"bindCode"') ? textIn(body, 'bindCode') : undefined;
  if (bindCode !== undefined) watch.learn('bind_code', bindCode);
};

/** What stands for bytes that are no text: a name that could not be decoded is nobody's, and is in every picture. */
const undecoded = '\uFFFD';

const learnPerson = (watch: Learner, name: string | null, idCard: string | null): void => {
  if (name !== null && !name.includes(undecoded)) watch.learn('name', name);
  if (idCard !== null) watch.learn('identity_number', idCard);
};

/** What the tests tell the service of a person. */
export const learnFromRequest = (
  watch: Learner,
  { url, body }: Readonly<{ url: URL; body: string }>,
): void => {
  if (body.includes('"profile"'))
    learnPerson(watch, textIn(body, 'userName') ?? null, textIn(body, 'idCard') ?? null);
  if (url.pathname !== '/SaveMessageAuthority.do') return;
  for (const form of [url.searchParams, new URLSearchParams(body)])
    learnPerson(watch, form.get('userName'), form.get('idCard'));
};
