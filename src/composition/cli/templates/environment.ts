import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { simulatorCredentials, simulatorTemplates } from '../../../../simulator/simulator.js';
import { CommandFailure } from './failure.js';

const port = z.coerce.number().int().min(0).max(65_535);
const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/ });

/** What the command reads of the environment (docs/configuration.md). */
const schema = z.object({
  NEARTURN_URL: url.default('http://127.0.0.1:8080'),
  ADMIN_TOKEN: text.optional(),
  DATA_DIR: text.default('./data'),
  WECHAT_APPID: text.optional(),
  WECHAT_SECRET: text.optional(),
  WECHAT_BASE_URL: url.optional(),
  WECHAT_JH_TEMPLATE_ID: text.optional(),
  WECHAT_PD_TEMPLATE_ID: text.optional(),
  SIMULATOR_PORT: port.default(8090),
});

export type Environment = z.output<typeof schema>;

/** @throws CommandFailure that names each variable, never its value */
export const readEnvironment = (env: NodeJS.ProcessEnv): Environment => {
  const given = Object.entries(env).filter(([, value]) => value?.trim() !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CommandFailure(problems.join('; '));
};

/** How the account is reached: WeChat, or the simulator where no account is named. */
export const accountOf = (env: Environment) => {
  const { WECHAT_APPID: appId, WECHAT_SECRET: secret, WECHAT_BASE_URL: baseUrl } = env;
  if (appId === undefined)
    return {
      ...simulatorCredentials,
      baseUrl: baseUrl ?? `http://127.0.0.1:${env.SIMULATOR_PORT}`,
    };
  if (secret === undefined)
    throw new CommandFailure('WECHAT_SECRET: goes together with WECHAT_APPID');
  return { appId, secret, ...(baseUrl === undefined ? {} : { baseUrl }) };
};

/** The templates that the service uses where a hall names none. */
export const defaultTemplatesOf = (env: Environment): ReadonlySet<string> => {
  const isSimulated = env.WECHAT_APPID === undefined;
  const jh = env.WECHAT_JH_TEMPLATE_ID ?? (isSimulated ? simulatorTemplates.jh : null);
  const pd = env.WECHAT_PD_TEMPLATE_ID ?? (isSimulated ? simulatorTemplates.pd : null);
  return new Set([jh, pd].filter((id) => id !== null));
};

/** The service's admin token: from the environment, or where the service keeps the one that it made. */
export const adminTokenOf = ({
  ADMIN_TOKEN,
  DATA_DIR,
}: Pick<Environment, 'ADMIN_TOKEN' | 'DATA_DIR'>): string => {
  if (ADMIN_TOKEN !== undefined) return ADMIN_TOKEN;
  const file = join(DATA_DIR, 'admin-token');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandFailure(`no admin token: set ADMIN_TOKEN, or DATA_DIR (${file} is not there)`);
  }
};
