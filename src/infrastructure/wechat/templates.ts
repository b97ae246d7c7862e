import { z } from 'zod';
import type { TemplateCatalog, TemplateInfo } from '../../application/ports/message-sender.js';
import type { AccessTokens } from './access-token.js';
import { callApi } from './api-call.js';
import type { ApiResult } from './api-call.js';
import type { WeChatHttp } from './http-exchange.js';
import { redact } from './redact.js';

export type WeChatTemplatesOptions = Readonly<{ http: WeChatHttp; tokens: AccessTokens }>;

const oneTimeType = 2;
/** The type of a template whose acceptance is not used up by a message. */
export const longTermType = 3;

const templateSchema = z.object({
  priTmplId: z.string().min(1),
  title: z.string().default(''),
  content: z.string(),
  type: z.int().default(oneTimeType),
  keywordEnumValueList: z
    .array(z.object({ keywordCode: z.string(), enumValueList: z.array(z.string()) }))
    .optional(),
});
const catalogSchema = z.object({ data: z.array(templateSchema) });

type Catalog = Awaited<ReturnType<TemplateCatalog['list']>>;

/** gettemplate (docs/wechat.md). It has a daily quota: once per start is meant. */
export class WeChatTemplates implements TemplateCatalog {
  readonly #options: WeChatTemplatesOptions;

  constructor(options: WeChatTemplatesOptions) {
    this.#options = options;
  }

  async list(): Promise<Catalog> {
    const result = await callApi(this.#options, {
      method: 'GET',
      path: '/wxaapi/newtmpl/gettemplate',
    });
    if (result.kind !== 'reply') return unavailable(causeOf(result));
    const errcode = result.reply.errcode ?? 0;
    if (errcode !== 0) {
      return unavailable(`${errcode} ${redact(result.reply.errmsg ?? '', result.secrets)}`);
    }
    const catalog = catalogSchema.safeParse(result.reply);
    if (!catalog.success) return unavailable('a list of templates that cannot be read');
    return { outcome: 'ok', templates: catalog.data.data.map(templateOf) };
  }
}

const templateOf = (template: z.infer<typeof templateSchema>): TemplateInfo => ({
  templateId: template.priTmplId,
  title: template.title,
  keys: keysOf(template.content),
  labels: labelsOf(template.content),
  lasting: template.type === longTermType,
  enums: Object.fromEntries(
    (template.keywordEnumValueList ?? []).map((list) => [
      list.keywordCode.replace(/\.DATA$/, ''),
      list.enumValueList,
    ]),
  ),
});

/** The keys named in a template's text, such as `thing1` in `服务名称:{{thing1.DATA}}`, each once. */
const keysOf = (content: string): readonly string[] => [
  ...new Set([...content.matchAll(/\{\{([a-z_]+\d+)\.DATA\}\}/g)].flatMap(([, key]) => key ?? [])),
];

/** 业务名称 of `业务名称:{{thing1.DATA}}`, under the key `thing1`. */
const labelsOf = (content: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...content.matchAll(/^(.*?)[:：]?\{\{([a-z_]+\d+)\.DATA\}\}/gm)].map(([, label, key]) => [
      key ?? '',
      (label ?? '').trim(),
    ]),
  );

const causeOf = (result: Exclude<ApiResult, { kind: 'reply' }>): string => {
  if (result.kind !== 'token_failure') return result.cause;
  const { errcode, reason } = result.failure;
  return `access token: ${errcode ?? ''} ${reason}`;
};

const unavailable = (reason: string): Catalog => ({ outcome: 'unavailable', reason });
