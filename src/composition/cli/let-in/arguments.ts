import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CommandFailure } from '../templates/failure.js';

export const usage = `usage: npm run let-in -- <code> [options]
  the code is the one that the page shows, such as WDJB-MJHT
  --hall <id>        its hall; needless where the service has one
  --windows <1,2>    of a counter: the windows for which it may act; else every window of the hall
  --role <role>      terminal, kiosk, auditor or admin; else what such a page needs
  --label <text>     what lists call it
  --url <address>    where the service is; else NEARTURN_URL, else HOST and PORT`;

const options = {
  hall: { type: 'string' },
  windows: { type: 'string' },
  role: { type: 'string' },
  label: { type: 'string' },
  url: { type: 'string' },
} as const;

const roles = ['terminal', 'kiosk', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

const id = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const schema = z.object({
  code: z
    .string()
    .regex(/^[A-Za-z]{4}-?[A-Za-z]{4}$/, 'the code has eight letters, such as WDJB-MJHT'),
  hall: z.string().regex(id, '--hall: is no id of a hall').optional(),
  windows: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.string().regex(id, '--windows: must be ids with commas between, such as 1,2')))
    .optional(),
  role: z.enum(roles, { error: `--role: must be one of ${roles.join(', ')}` }).optional(),
  label: z.string().trim().min(1).max(100).optional(),
  url: z.url({ protocol: /^https?$/, error: '--url: must be an address' }).optional(),
});

export type Arguments = z.output<typeof schema>;

/** @throws CommandFailure with the usage where the command line is none of ours */
export const readArguments = (words: readonly string[]): Arguments => {
  const result = schema.safeParse(parsed(words));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ message }) => message);
  throw new CommandFailure(`${problems.join('\n')}\n${usage}`);
};

const parsed = (words: readonly string[]): object => {
  try {
    const { positionals, values } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    });
    const [code] = positionals;
    if (code === undefined || positionals.length > 1) throw new CommandFailure(usage);
    return { ...values, code };
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${error instanceof Error ? error.message : ''}\n${usage}`);
  }
};
