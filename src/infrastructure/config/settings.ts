import { z } from 'zod';
import { AppError } from '../../application/errors.js';

const port = z.coerce.number().int().min(0).max(65_535);
const text = z.string().trim().min(1);
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

/** The environment, as `docs/configuration.md` describes it; unset and empty are the same. */
const schema = z
  .object({
    PORT: port.default(8080),
    HOST: text.default('127.0.0.1'),
    DATA_DIR: text.default('./data'),
    EVENT_STORE: z
      .union([z.literal('sqlite'), z.string().regex(/^esdb(\+discover)?:\/\/\S+$/)], {
        error: 'must be sqlite or an esdb://… connection string',
      })
      .default('sqlite'),
    ADMIN_TOKEN: optional(z.string().min(16, 'must have at least 16 characters')),
    SECRET_KEY: optional(z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits')),
    WECHAT_APPID: optional(text),
    WECHAT_SECRET: optional(text),
    WECHAT_TOKEN: optional(text),
    WECHAT_AES_KEY: optional(z.string().length(43, 'must have 43 characters')),
    WECHAT_MSG_FORMAT: z.enum(['JSON', 'XML']).default('JSON'),
    WECHAT_PUSH_MODE: optional(z.enum(['plain', 'compatible', 'secure'])),
    WECHAT_BASE_URL: optional(z.url({ protocol: /^https?$/ })),
    WECHAT_JH_TEMPLATE_ID: optional(text),
    WECHAT_PD_TEMPLATE_ID: optional(text),
    WECHAT_MINIPROGRAM_STATE: z.enum(['developer', 'trial', 'formal']).default('formal'),
    WECHAT_LIMITED_CODES: z.coerce.number().int().min(0).max(100_000).default(100),
    WECHAT_LANG: z.enum(['zh_CN', 'en_US', 'zh_HK', 'zh_TW']).default('zh_CN'),
    RATE_LIMIT: z
      .union([z.literal('off'), z.coerce.number().positive()], {
        error: 'must be a number of requests per second, or off',
      })
      .default(200),
    PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })).transform(
      (url) => url?.replace(/\/+$/, '') ?? null,
    ),
    FRAME_ANCESTORS: text
      .regex(/^('none'|'self'|https?:\/\/[^\s;,']+)( ('self'|https?:\/\/[^\s;,']+))*$/, {
        error:
          "must be 'none', 'self' or addresses such as https://kiosk.example, with a space between",
      })
      .default("'none'"),
    TRUST_PROXY: z.coerce.number().int().min(0).default(0),
    SEND_POLICY: z.enum(['at-most-once', 'at-least-once']).default('at-most-once'),
    WECHAT_CHAT_ANSWERS: z.enum(['on', 'off']).default('on'),
    LEGACY_ENDPOINTS: z.enum(['on', 'off']).default('off'),
    HALL_FILE: optional(text),
    DEMO: z.enum(['on', 'off']).default('off'),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    OTEL_TRACES_EXPORTER: optional(z.enum(['otlp', 'none'])),
    OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url({ protocol: /^https?$/ })),
    SIMULATOR_PORT: port.default(8090),
    SIMULATOR_PUSH: z.enum(['on', 'off']).default('off'),
  })
  .refine((env) => (env.WECHAT_APPID === null) === (env.WECHAT_SECRET === null), {
    path: ['WECHAT_SECRET'],
    error: 'WECHAT_APPID and WECHAT_SECRET go together',
  })
  .refine((env) => env.WECHAT_AES_KEY !== null || (env.WECHAT_PUSH_MODE ?? 'plain') === 'plain', {
    path: ['WECHAT_AES_KEY'],
    error: 'must be set unless WECHAT_PUSH_MODE is plain',
  })
  .refine((env) => env.WECHAT_APPID === null || env.WECHAT_JH_TEMPLATE_ID !== null, {
    path: ['WECHAT_JH_TEMPLATE_ID'],
    error: 'must name the 叫号 template of the account when WECHAT_APPID is set',
  });

export type Settings = z.output<typeof schema>;

/**
 * Reads the settings from the environment.
 * @throws AppError `invalid_settings` that names each variable, never its value
 */
export const readSettings = (env: NodeJS.ProcessEnv): Settings => {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, env[name]] as const)
      .filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AppError('invalid_settings', problems.join('; '));
};
