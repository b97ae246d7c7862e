import { z } from 'zod';
import type {
  ApiQuota,
  ApiUsage,
  CallOutcome,
  ExplainedCall,
} from '../../application/ports/wechat.js';
import { callApi } from './api-call.js';
import { logged, type WeChatApiOptions } from './api-log.js';
import { callOutcomeOf, refusedHere, type AnswerOf } from './call-outcome.js';
import { redact } from './redact.js';

const quotaSchema = z.object({
  quota: z.object({ daily_limit: z.int(), used: z.int(), remain: z.int() }),
});
const explainedSchema = z.object({
  request: z.object({
    invoke_time: z.int(),
    cost_in_ms: z.int(),
    request_url: z.string(),
    response_body: z.string().default(''),
  }),
});
const ridForm = /^[0-9a-f]{1,16}(-[0-9a-f]{1,16}){1,4}$/;

/** openapi/quota/get, clear_quota and openapi/rid/get (docs/wechat.md). */
export class WeChatApiUsage implements ApiUsage {
  readonly #options: WeChatApiOptions & Readonly<{ appId: string }>;

  constructor(options: WeChatApiOptions & Readonly<{ appId: string }>) {
    this.#options = options;
  }

  quota(path: string): Promise<CallOutcome<ApiQuota>> {
    return this.#ask<ApiQuota>(
      { name: 'getApiQuota', path: '/cgi-bin/openapi/quota/get', body: { cgi_path: path } },
      (reply) => {
        const read = quotaSchema.safeParse(reply);
        if (!read.success) return undefined;
        const { daily_limit: dailyLimit, used, remain } = read.data.quota;
        return { dailyLimit, used, remain };
      },
    );
  }

  clearQuota(): Promise<CallOutcome<null>> {
    const body = { appid: this.#options.appId };
    const api = { name: 'clearQuota', path: '/cgi-bin/clear_quota', body };
    return this.#ask<null>(api, () => null);
  }

  async explain(rid: string): Promise<CallOutcome<ExplainedCall>> {
    if (!ridForm.test(rid)) return refusedHere('rid: expected hex digits with dashes between');
    return this.#ask<ExplainedCall>(
      { name: 'getRidInfo', path: '/cgi-bin/openapi/rid/get', body: { rid } },
      (reply) => explainedOf(reply, this.#options.tokens.secrets()),
    );
  }

  async #ask<Value>(api: Asked, read: AnswerOf<Value>['read']): Promise<CallOutcome<Value>> {
    const { name, path, body } = api;
    const result = await callApi(this.#options, { method: 'POST', path, body });
    return logged(this.#options, name, callOutcomeOf<Value>(result, { read }));
  }
}

type Asked = Readonly<{ name: string; path: string; body: object }>;

// The address holds the token, and the body whom a message was for: neither goes any further.
const explainedOf = (reply: object, secrets: readonly string[]): ExplainedCall | undefined => {
  const read = explainedSchema.safeParse(reply);
  if (!read.success) return undefined;
  const { invoke_time, cost_in_ms, request_url, response_body } = read.data.request;
  return {
    invokedAt: invoke_time,
    costMs: cost_in_ms,
    path: pathOf(request_url),
    response: redact(response_body, secrets),
  };
};

const pathOf = (url: string): string =>
  (url.split('?')[0] ?? '').replace(/^https?:\/\/[^/]*/, '').slice(0, 200);
