import type { SecretKind } from './secret-book.js';

/** What may stand in the answers of one route, with the reason why. */
export type Allowance = Readonly<{
  /** `METHOD /path`. */
  route: RegExp;
  /** The member of the answer that holds a secret: to hand it over is what the route is for. */
  field?: string;
  /** Known secrets of these kinds. */
  kinds?: readonly SecretKind[];
  /** Only answers with this status. */
  status?: number;
  /** Patterns whose words stand there. */
  patterns?: readonly string[];
  /** The address itself holds it. */
  address?: true;
  why: string;
}>;

export const allowances: readonly Allowance[] = [
  {
    route: /^POST \/api\/v1\/tokens$/,
    field: 'token',
    patterns: ['the shape of a token of ours'],
    why: 'a token is shown once, to the admin who made it',
  },
  {
    route: /^POST \/oauth\/token$/,
    field: 'access_token',
    patterns: ['the shape of a token of ours'],
    why: 'a device gets its own token, once',
  },
  {
    route: /^POST \/api\/v1\/wechat\/login$/,
    field: 'token',
    why: 'the login answers the person with their own token',
  },
  {
    route: /^POST \/SaveMessageAuthority\.do$/,
    address: true,
    why: 'mini-programs written for the older back end name an openid in the address; off by default',
  },
  {
    route: /^(GET|POST) \/wechat\/callback$/,
    address: true,
    why: 'WeChat itself adds the openid to the address that it pushes to',
  },
  {
    route: /^POST \/api\/v1\/tickets\/bind$/,
    status: 400,
    kinds: ['name'],
    why: 'a refusal names the unknown field, and a test uses a name for one: it goes back to its sender',
  },
];
