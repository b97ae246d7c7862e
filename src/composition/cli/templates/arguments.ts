import { parseArgs } from 'node:util';
import { z } from 'zod';
import { messageKinds } from '../../../domain/streams.js';
import type { MessageKind } from '../../../domain/streams.js';
import { CommandFailure } from './failure.js';

export const usage = `usage: npm run templates -- <command>
  list                                      the account's templates, with their keys
  check                                     whether the account has what all halls use
  add --kind <kind> [--hall <id>] [--tid <id>] [--kids <1,2,3>] [--scene <text>]
                                            takes one from WeChat's public library
  map --hall <id> --kind <kind> --template <id> [--set <key>=<text> …]
                                            has a hall use one of the account's
kinds: ${messageKinds.join(', ')}`;

/** Key → text, as a hall's messages have it. */
export type Texts = Readonly<Record<string, string>>;

export type AddArguments = Readonly<{
  command: 'add';
  kind: MessageKind;
  hallId?: string;
  tid?: string;
  keywordIds?: readonly number[];
  scene?: string;
}>;

export type MapArguments = Readonly<{
  command: 'map';
  kind: MessageKind;
  hallId: string;
  templateId: string;
  texts: Texts;
}>;

export type Arguments =
  Readonly<{ command: 'list' }> | Readonly<{ command: 'check' }> | AddArguments | MapArguments;

const options = {
  kind: { type: 'string' },
  hall: { type: 'string' },
  template: { type: 'string' },
  set: { type: 'string', multiple: true },
  tid: { type: 'string' },
  kids: { type: 'string' },
  scene: { type: 'string' },
} as const;

const kind = z.enum(messageKinds, { error: `must be one of ${messageKinds.join(', ')}` });
const text = z.string({ error: 'is needed' }).min(1);
const hall = text.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is no id of a hall');
const kids = z
  .string()
  .regex(/^\d+(,\d+){1,4}$/, 'must be 2 to 5 numbers, such as 1,2,3')
  .transform((list) => list.split(',').map(Number));
const sets = z
  .array(z.string().regex(/^[a-z_]+\d+=/, 'must be a key and a text, such as thing1={service}'))
  .default([]);

const schemas = {
  list: z.strictObject({}),
  check: z.strictObject({}),
  add: z.strictObject({
    kind,
    hall: hall.optional(),
    tid: text.optional(),
    kids: kids.optional(),
    scene: text.optional(),
  }),
  map: z.strictObject({ kind, hall, template: text, set: sets }),
};

/** @throws CommandFailure with the usage where the command line is none of ours */
export const readArguments = (words: readonly string[]): Arguments => {
  const { command, values } = parsed(words);
  switch (command) {
    case 'list':
    case 'check':
      checked(schemas[command], values);
      return { command };
    case 'add': {
      const {
        kind: wanted,
        hall: hallId,
        kids: keywordIds,
        ...rest
      } = checked(schemas.add, values);
      return defined({ command, kind: wanted, hallId, keywordIds, ...rest });
    }
    case 'map': {
      const { kind: wanted, hall: hallId, template, set } = checked(schemas.map, values);
      return { command, kind: wanted, hallId, templateId: template, texts: textsOf(set) };
    }
    default:
      throw new CommandFailure(usage);
  }
};

const parsed = (words: readonly string[]): Readonly<{ command?: string; values: object }> => {
  try {
    const { positionals, values } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    });
    const [command] = positionals;
    if (command === undefined || positionals.length > 1) throw new CommandFailure(usage);
    return { command, values };
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${error instanceof Error ? error.message : ''}\n${usage}`);
  }
};

const checked = <Value>(schema: z.ZodType<Value>, values: object): Value => {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `--${path.map(String)[0] ?? ''}: ${message}`,
  );
  throw new CommandFailure(`${problems.join('\n')}\n${usage}`);
};

const textsOf = (set: readonly string[]): Texts =>
  Object.fromEntries(
    set.map((one) => {
      const at = one.indexOf('=');
      return [one.slice(0, at), one.slice(at + 1)];
    }),
  );

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** The same without what is undefined. */
const defined = <Value extends object>(value: Value): Defined<Value> =>
  Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Defined<Value>;
