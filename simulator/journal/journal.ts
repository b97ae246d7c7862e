import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { accountEntries } from './journal-account.js';
import { templateSchema } from '../account/templates.js';

/** A message as a phone received it. */
export type DeliveredMessage = Readonly<{
  /** WeChat's int64, as text. */
  msgid: string;
  user: string;
  openid: string;
  templateId: string;
  page: string | null;
  data: Readonly<Record<string, string>>;
  miniprogramState: string | null;
  lang: string | null;
  at: string;
}>;

const messageSchema = z.object({
  msgid: z.string(),
  user: z.string(),
  openid: z.string(),
  templateId: z.string(),
  page: z.string().nullable(),
  data: z.record(z.string(), z.string()),
  miniprogramState: z.string().nullable(),
  lang: z.string().nullable(),
  at: z.string(),
});

const entrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('phone'), name: z.string() }),
  z.object({ type: z.literal('code_used'), code: z.string(), at: z.number() }),
  z.object({
    type: z.literal('credit'),
    openid: z.string(),
    templateId: z.string(),
    change: z.number(),
  }),
  z.object({ type: z.literal('message'), message: messageSchema }),
  ...accountEntries,
  z.object({ type: z.literal('template_added'), template: templateSchema }),
  z.object({ type: z.literal('template_deleted'), priTmplId: z.string() }),
  z.object({
    type: z.literal('card_code'),
    code: z.string(),
    name: z.string(),
    notifyType: z.number(),
    at: z.number(),
  }),
  z.object({
    type: z.literal('card_shown'),
    code: z.string(),
    content: z.record(z.string(), z.unknown()),
    at: z.number(),
  }),
  z.object({ type: z.literal('card_state'), code: z.string(), codeState: z.number() }),
  z.object({ type: z.literal('main_switch'), name: z.string(), on: z.boolean() }),
  z.object({
    type: z.literal('kept_answer'),
    name: z.string(),
    templateId: z.string(),
    answer: z.enum(['accept', 'reject']).nullable(),
  }),
]);

/** One thing that must survive a restart of the simulator: WeChat does not forget when we restart. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** Where entries go, and what was there. */
export type Journal = Readonly<{
  entries: readonly JournalEntry[];
  append(entry: JournalEntry): void;
}>;

/** A file of one JSON entry a line, or nothing at all; a torn last line is left out. */
export const openJournal = (file: string | undefined): Journal => {
  if (file === undefined) return { entries: [], append: () => undefined };
  mkdirSync(dirname(file), { recursive: true });
  const text = readIfThere(file);
  // A torn line gets its end, so that the next entry starts on a line of its own.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return {
    entries: text.split('\n').flatMap(entryOf),
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
  };
};

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const entryOf = (line: string): readonly JournalEntry[] => {
  try {
    const entry = entrySchema.safeParse(JSON.parse(line));
    return entry.success ? [entry.data] : [];
  } catch {
    return [];
  }
};
