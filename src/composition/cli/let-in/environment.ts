import { z } from 'zod';
import { CommandFailure } from '../templates/failure.js';

const port = z.coerce.number().int().min(1).max(65_535);
const text = z.string().trim().min(1);

/** What the command reads of the environment (docs/configuration.md). */
const schema = z.object({
  NEARTURN_URL: z.url({ protocol: /^https?$/ }).optional(),
  HOST: text.default('127.0.0.1'),
  PORT: port.default(8080),
  ADMIN_TOKEN: text.optional(),
  DATA_DIR: text.default('./data'),
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

/** Where a service that listens on every address is reached from its own machine. */
const reached: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Where the service is that was started with the same environment. */
export const serviceUrlOf = ({ NEARTURN_URL, HOST, PORT }: Environment): string =>
  NEARTURN_URL ?? `http://${reached[HOST] ?? (HOST.includes(':') ? `[${HOST}]` : HOST)}:${PORT}`;
