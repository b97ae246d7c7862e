import { z } from 'zod';
import { checkKeywordValue } from '../../src/domain/message/keyword-rules.js';
import { parseJson } from '../http/bodies.js';
import type { CallSubject } from '../faults.js';
import type { DeliveredMessage } from '../journal/journal.js';
import type { DeliveredMessages } from './messages.js';
import type { Phones } from './phones.js';
import { errorReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import { enumsOf, keysOf } from '../account/templates.js';
import type { SimulatedTemplate } from '../account/templates.js';
import { beijingDay } from '../account/tokens.js';

const text = z.union([z.string(), z.number()]).transform(String);

const sendSchema = z.object({
  touser: z.string().default(''),
  template_id: z.string().default(''),
  page: z.string().optional(),
  miniprogram_state: z.string().optional(),
  lang: z.string().optional(),
  data: z.record(z.string(), z.object({ value: text.optional() })).default({}),
});
export type SendBody = z.infer<typeof sendSchema>;

/** Switches of the account that a test may turn. */
export const switchesSchema = z.strictObject({
  /** Sends let in a day; then 45009. */
  dailyLimit: z.int().min(0).nullable().optional(),
  /** The pages of the released version; any other gets 41030. Null checks none. */
  pages: z.array(z.string()).nullable().optional(),
  /** Templates that WeChat has banned: 43116. */
  bannedTemplates: z.array(z.string()).optional(),
  /** Whether a tap that needed no popup, for all answers are kept, is pushed too: WeChat does not say. */
  silentTaps: z.enum(['pushed', 'quiet']).optional(),
});
export type Switches = z.infer<typeof switchesSchema>;

export type SendingOptions = Readonly<{
  now: () => number;
  phones: Phones;
  messages: DeliveredMessages;
  /** The account's templates of the moment. */
  templates: () => readonly SimulatedTemplate[];
  /** Called for each message that a phone received. */
  delivered?: (message: DeliveredMessage) => void;
}>;

type Known = Readonly<{ keys: readonly string[]; template: SimulatedTemplate }>;

/** subscribeMessage.send behind the access token (docs/wechat.md). */
export class Sending {
  readonly #options: SendingOptions;
  readonly #busy = new Set<string>();
  #switches: Switches = {};
  #day = { number: -1, count: 0 };

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  setSwitches(switches: Switches): void {
    this.#switches = { ...this.#switches, ...switches };
  }

  switches(): Switches {
    return this.#switches;
  }

  /** Counts the day's sends from 0 again. */
  clearDay(): void {
    this.#day = { number: -1, count: 0 };
  }

  knows(templateId: string): boolean {
    return this.#known(templateId) !== undefined;
  }

  /** 2 one-time, 3 long-term; null where the account has no such template. */
  typeOf(templateId: string): 2 | 3 | null {
    return this.#known(templateId)?.template.type ?? null;
  }

  subjectOf(body: SendBody): CallSubject {
    return { user: this.#options.phones.nameOf(body.touser), templateId: body.template_id };
  }

  /** Takes the person's line; null when another send to them is under way (43108). */
  enter(openid: string): (() => void) | null {
    if (this.#busy.has(openid)) return null;
    this.#busy.add(openid);
    return () => void this.#busy.delete(openid);
  }

  #known(templateId: string): Known | undefined {
    const template = this.#options.templates().find((one) => one.priTmplId === templateId);
    return template === undefined ? undefined : { template, keys: keysOf(template) };
  }

  /** Delivers, or says why not; only an errcode 0 uses up an acceptance. */
  send(body: SendBody): Reply {
    const known = this.#known(body.template_id);
    const refusal = this.#refusalOf(body, known);
    if (refusal !== null) return refusal;
    const { phones, messages, now, delivered } = this.#options;
    if (known?.template.type !== 3) phones.useCredit(body.touser, body.template_id);
    const msgid = messages.nextMsgid(now());
    const message: DeliveredMessage = {
      msgid,
      user: phones.nameOf(body.touser) ?? '',
      openid: body.touser,
      templateId: body.template_id,
      page: body.page ?? null,
      data: valuesOf(body),
      miniprogramState: body.miniprogram_state ?? null,
      lang: body.lang ?? null,
      at: new Date(now()).toISOString(),
    };
    messages.add(message);
    delivered?.(message);
    return {
      text: `{"errcode":0,"errmsg":"ok","msgid":${msgid}}`,
      contentType: 'application/json',
    };
  }

  #refusalOf(body: SendBody, known: Known | undefined): Reply | null {
    const { phones } = this.#options;
    if (this.#isOverDailyLimit()) return errorReply(45009);
    if (phones.nameOf(body.touser) === undefined) return errorReply(40003);
    if (known === undefined) return errorReply(40037);
    if (this.#switches.bannedTemplates?.includes(body.template_id)) return errorReply(43116);
    const path = (body.page ?? '').split('?')[0] ?? '';
    const pages = this.#switches.pages ?? null;
    if (pages !== null && path !== '' && !pages.includes(path)) return errorReply(41030);
    const bad = badValueOf(body, known);
    if (bad !== null) return errorReply(47003, `argument invalid! data.${bad}`);
    return phones.mayReceive(body.touser, body.template_id) ? null : errorReply(43101);
  }

  #isOverDailyLimit(): boolean {
    const number = beijingDay(this.#options.now());
    const count = this.#day.number === number ? this.#day.count + 1 : 1;
    this.#day = { number, count };
    const limit = this.#switches.dailyLimit ?? null;
    return limit !== null && count > limit;
  }
}

/** Reads a body; an errcode when it is none. */
export const readSendBody = (raw: string): SendBody | 44002 | 47001 => {
  if (raw === '') return 44002;
  const body = sendSchema.safeParse(parseJson(raw));
  return body.success ? body.data : 47001;
};

const valuesOf = (body: SendBody): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(body.data).map(([key, { value }]) => [key, value ?? '']));

/** The first key that breaks its rule, and how, in WeChat's words. */
const badValueOf = (body: SendBody, known: Known): string | null => {
  const enums = enumsOf(known.template);
  for (const key of known.keys) {
    const value = Object.hasOwn(body.data, key) ? body.data[key]?.value : undefined;
    const check = checkKeywordValue(key, value ?? '', { enums });
    if (!check.ok) return `${key}.value ${check.code === 'empty' ? 'is empty' : 'invalid'}`;
  }
  return null;
};
