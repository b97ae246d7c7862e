import type { AccessTokens, TokenFailure } from './access-token.js';
import type { Exchange, HttpRequest, WeChatHttp } from './http-exchange.js';
import { readPicture } from './picture.js';
import type { PictureReply } from './picture.js';
import { readReply } from './reply.js';
import type { ReadReply, WeChatReply } from './reply.js';

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
export const callApi = (
  options: ApiCallOptions,
  request: HttpRequest,
  mayStart: MayStart = () => null,
): Promise<ApiResult> => callReading<never>(options, { request, mayStart, read: readReply });

/** The same for an API that answers with a picture. */
export const callForPicture = (
  options: ApiCallOptions,
  request: HttpRequest,
): Promise<ApiResult | PictureReply> =>
  callReading(options, { request, mayStart: () => null, read: readPicture });

type Reading<More> = Readonly<{
  request: HttpRequest;
  mayStart: MayStart;
  read: (exchange: Exchange) => ReadReply | More;
}>;

const callReading = async <More extends PictureReply = never>(
  options: ApiCallOptions,
  reading: Reading<More>,
): Promise<ApiResult | More> => {
  const token = await options.tokens.get();
  if (!token.ok) return { kind: 'token_failure', failure: token.failure };
  const first = await callOnce(options, reading, token.token);
  if (first.kind !== 'reply' || !deadTokenCodes.has(first.reply.errcode ?? 0)) return first;
  const replaced = await options.tokens.replace(token.token);
  if (!replaced.ok) {
    const errcode = replaced.failure.errcode ?? first.reply.errcode ?? null;
    return { kind: 'token_failure', failure: { ...replaced.failure, errcode } };
  }
  return callOnce(options, reading, replaced.token);
};

const callOnce = async <More extends PictureReply>(
  { http, tokens }: ApiCallOptions,
  { request, mayStart, read }: Reading<More>,
  token: string,
): Promise<ApiResult | More> => {
  const cause = mayStart();
  if (cause !== null) return { kind: 'not_sent', cause };
  const exchange = await http.exchange({
    ...request,
    query: { ...request.query, access_token: token },
  });
  const answer = read(exchange);
  return answer.kind === 'reply' ? { ...answer, secrets: tokens.secrets() } : answer;
};
