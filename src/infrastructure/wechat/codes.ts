import type {
  CallOutcome,
  LimitedCode,
  LimitedCodeRequest,
  MiniProgramCodes,
  Picture,
  UnlimitedCodeRequest,
} from '../../application/ports/wechat.js';
import { callForPicture } from './api-call.js';
import { logged, type WeChatApiOptions } from './api-log.js';
import { callOutcomeOf, refusedHere } from './call-outcome.js';
import { problemOfLimited, problemOfUnlimited } from './code-checks.js';
import type { PictureReply } from './picture.js';

/** The version of the mini-program that a code opens; sends call the same formal, trial, developer. */
export type EnvVersion = 'release' | 'trial' | 'develop';

export type WeChatCodesOptions = WeChatApiOptions & Readonly<{ envVersion: EnvVersion }>;

const limitedPaths = {
  createwxaqrcode: '/cgi-bin/wxaapp/createwxaqrcode',
  getwxacode: '/wxa/getwxacode',
} as const;

/** getwxacodeunlimit, createwxaqrcode and getwxacode (docs/wechat.md). */
export class WeChatCodes implements MiniProgramCodes {
  readonly #options: WeChatCodesOptions;

  constructor(options: WeChatCodesOptions) {
    this.#options = options;
  }

  async unlimited(request: UnlimitedCodeRequest): Promise<CallOutcome<Picture>> {
    const problem = problemOfUnlimited(request);
    if (problem !== null) return refusedHere(problem);
    const { scene, page, width } = request;
    const { envVersion: env_version } = this.#options;
    // Only a page that is published can be checked; elsewhere WeChat would refuse every page.
    const body = { scene, page, check_path: env_version === 'release', env_version };
    const drawn = await this.#draw('getUnlimitedQRCode', {
      path: '/wxa/getwxacodeunlimit',
      body: { ...body, ...(width === undefined ? {} : { width }) },
    });
    return drawn.outcome === 'ok' ? { outcome: 'ok', value: drawn.value.picture } : drawn;
  }

  async limited(request: LimitedCodeRequest): Promise<CallOutcome<LimitedCode>> {
    const problem = problemOfLimited(request);
    if (problem !== null) return refusedHere(problem);
    const { api, path, width } = request;
    const version = api === 'getwxacode' ? { env_version: this.#options.envVersion } : {};
    const drawn = await this.#draw(api === 'getwxacode' ? 'getQRCode' : 'createQRCode', {
      path: limitedPaths[api],
      body: { path, ...(width === undefined ? {} : { width }), ...version },
    });
    if (drawn.outcome !== 'ok') return drawn;
    const { picture, headers } = drawn.value;
    return { outcome: 'ok', value: { picture, numUsed: numUsedIn(headers) } };
  }

  async #draw(
    api: string,
    request: Readonly<{ path: string; body: object }>,
  ): Promise<CallOutcome<PictureReply>> {
    const result = await callForPicture(this.#options, { method: 'POST', ...request });
    if (result.kind === 'picture') return { outcome: 'ok', value: result };
    return logged(this.#options, api, callOutcomeOf<never>(result, { read: () => undefined }));
  }
}

const numUsedIn = (headers: PictureReply['headers']): number | null => {
  const text = headers['num-used'] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};
