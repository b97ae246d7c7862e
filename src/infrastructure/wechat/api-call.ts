import type { AccessTokens, TokenFailure } from './access-token.js';
import type { Exchange, HttpRequest, WeChatHttp } from './http-exchange.js';
import { readReply } from './reply.js';
import type { WeChatReply } from './reply.js';

/** What became of a call that needs an access token. `secrets` must be kept out of any text made of the reply. */
export type ApiResult =
  | Readonly<{ kind: 'reply'; reply: WeChatReply; secrets: readonly string[] }>
  | Readonly<{ kind: 'token_failure'; failure: TokenFailure }>
  | Exclude<Exchange, Readonly<{ kind: 'reply' }>>
  | Readonly<{ kind: 'unknown'; cause: string }>;

export type ApiCallOptions = Readonly<{ http: WeChatHttp; tokens: AccessTokens }>;

/** Asked before each write; an answer other than null says why it must not be made any more. */
export type MayStart = () => string | null;

/** The token is dead, not the request (docs/wechat.md): WeChat has done nothing. */
const deadTokenCodes = new Set([40001, 40014, 42001]);

/** Calls an API with the access token; a dead token is replaced and the call made again, once. */
export const callApi = async (
  options: ApiCallOptions,
  request: HttpRequest,
  mayStart: MayStart = () => null,
): Promise<ApiResult> => {
  const token = await options.tokens.get();
  if (!token.ok) return { kind: 'token_failure', failure: token.failure };
  const first = await callOnce(options, { request, token: token.token, mayStart });
  if (first.kind !== 'reply' || !deadTokenCodes.has(first.reply.errcode ?? 0)) return first;
  const replaced = await options.tokens.replace(token.token);
  if (!replaced.ok) {
    const errcode = replaced.failure.errcode ?? first.reply.errcode ?? null;
    return { kind: 'token_failure', failure: { ...replaced.failure, errcode } };
  }
  return callOnce(options, { request, token: replaced.token, mayStart });
};

type OneCall = Readonly<{ request: HttpRequest; token: string; mayStart: MayStart }>;

const callOnce = async (
  { http, tokens }: ApiCallOptions,
  { request, token, mayStart }: OneCall,
): Promise<ApiResult> => {
  const cause = mayStart();
  if (cause !== null) return { kind: 'not_sent', cause };
  const exchange = await http.exchange({
    ...request,
    query: { ...request.query, access_token: token },
  });
  const read = readReply(exchange);
  return read.kind === 'reply' ? { ...read, secrets: tokens.secrets() } : read;
};
