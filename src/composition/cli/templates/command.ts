import type { TemplateInfo } from '../../../application/ports/message-sender.js';
import { SystemClock } from '../../../infrastructure/clock/system-clock.js';
import { createWeChatClient } from '../../../infrastructure/wechat/wechat-client.js';
import { Account } from './account.js';
import { addTemplate } from './add.js';
import { readArguments, type AddArguments, type MapArguments } from './arguments.js';
import { problemsOf } from './check.js';
import {
  accountOf,
  adminTokenOf,
  defaultTemplatesOf,
  readEnvironment,
  type Environment,
} from './environment.js';
import { CommandFailure } from './failure.js';
import { mapTemplate } from './map.js';
import { ServiceApi } from './service-api.js';

type Print = (line: string) => void;

/** What the command stands in: the process, or a test. */
export type CommandLine = Readonly<{
  words: readonly string[];
  env: NodeJS.ProcessEnv;
  print: Print;
  complain: Print;
}>;

type Context = Readonly<{ env: Environment; account: Account; print: Print }>;

/** Runs the command. Its exit code: 0 done, 1 problems found, 2 not done. */
export const runTemplates = async (line: CommandLine): Promise<number> => {
  try {
    const wanted = readArguments(line.words);
    const env = readEnvironment(line.env);
    const client = createWeChatClient({ ...accountOf(env), clock: new SystemClock() });
    const account = new Account(client.templates, client.templateLibrary);
    try {
      return await run({ env, account, print: line.print }, wanted);
    } finally {
      client.close();
    }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    line.complain(error.message);
    return 2;
  }
};

const run = async (context: Context, wanted: ReturnType<typeof readArguments>): Promise<number> => {
  switch (wanted.command) {
    case 'list':
      return list(context);
    case 'check':
      return check(context);
    case 'add':
      return add(context, wanted);
    case 'map':
      return map(context, wanted);
  }
};

const list = async ({ account, print }: Context): Promise<number> => {
  const templates = await account.templates();
  if (templates.length === 0) print('the account has no templates');
  for (const template of templates) show(template, print);
  return 0;
};

const show = ({ templateId, title, lasting, keys, labels }: TemplateInfo, print: Print): void => {
  print(`${templateId}  ${title}  (${lasting ? 'long-term' : 'one-time'})`);
  for (const key of keys) print(`  ${key}  ${labels[key] ?? ''}`);
};

const check = async ({ env, account, print }: Context): Promise<number> => {
  const halls = await serviceOf(env).halls();
  const problems = problemsOf(halls, await account.templates());
  for (const problem of problems) print(problem);
  if (problems.length === 0) print(`${halls.length} halls: the account has all that they use`);
  return problems.length === 0 ? 0 : 1;
};

const add = async (context: Context, wanted: AddArguments): Promise<number> => {
  const templateId = await addTemplate(context.account, wanted, context.print);
  const { hallId, kind } = wanted;
  if (hallId === undefined) return 0;
  return map(context, { command: 'map', hallId, kind, templateId, texts: {} });
};

const map = async ({ env, account, print }: Context, wanted: MapArguments): Promise<number> => {
  const parts = {
    service: serviceOf(env),
    templates: await account.templates(),
    defaults: defaultTemplatesOf(env),
    print,
  };
  await mapTemplate(parts, wanted);
  return 0;
};

const serviceOf = (env: Environment): ServiceApi =>
  new ServiceApi({ url: env.NEARTURN_URL, token: adminTokenOf(env) });
