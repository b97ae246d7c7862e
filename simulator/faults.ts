import { z } from 'zod';

/** The simulated APIs, as faults and request counts name them. */
export const apis = [
  'stable_token',
  'token',
  'code2session',
  'send',
  'set_user_notify',
  'get_user_notify',
  'gettemplate',
  'getcategory',
  'getpubtemplatetitles',
  'getpubtemplatekeywords',
  'addtemplate',
  'deltemplate',
  'kefu_send',
  'media_upload',
  'media_get',
  'getwxacodeunlimit',
  'getwxacode',
  'createwxaqrcode',
  'clear_quota',
  'quota_get',
  'rid_get',
] as const;
export type Api = (typeof apis)[number];

/** A count of calls for each API, all 0. */
export const noCalls = (): Record<Api, number> =>
  Object.fromEntries(apis.map((api) => [api, 0])) as Record<Api, number>;

const faultSchema = z.strictObject({
  /** Only calls of this API; by default all. */
  api: z.enum(apis).optional(),
  /** Only sends to this phone user, or of this template. */
  user: z.string().optional(),
  templateId: z.string().optional(),
  effect: z.enum(['errcode', 'hang', 'status', 'reset', 'invalid_json', 'body', 'delay']),
  /** Whether the call does its work before the fault (`after`), or does nothing (`before`). */
  at: z.enum(['before', 'after']).default('before'),
  errcode: z.int().optional(),
  errmsg: z.string().optional(),
  status: z.int().min(300).max(599).default(502),
  /** All that the answer of the effect `body` holds; its status is 200. */
  body: z.string().default(''),
  delayMs: z.int().min(0).max(600_000).default(0),
  /** How many calls it meets; by default all until it is cleared. */
  count: z.int().positive().optional(),
});

export type Fault = z.infer<typeof faultSchema>;
/** As written by a caller, with fields left out that have a default. */
export type FaultInput = z.input<typeof faultSchema>;

/**
 * `rules`: the first that matches a call meets it. `sequence`: the first entry meets the next call that
 * matches it, then the second, and so on; null lets one call pass.
 */
export const faultPlanSchema = z.union([
  z.strictObject({ rules: z.array(faultSchema) }),
  z.strictObject({ sequence: z.array(faultSchema.nullable()) }),
]);
export type FaultPlan = z.infer<typeof faultPlanSchema>;
/** As written by a caller, with fields left out that have a default. */
export type FaultPlanInput = z.input<typeof faultPlanSchema>;

/** Whom a call is about, for faults that meet only some. */
export type CallSubject = Readonly<{ user?: string | undefined; templateId?: string | undefined }>;

/** The faults in force. */
export class Faults {
  #rules: readonly Fault[] = [];
  #sequence: readonly (Fault | null)[] = [];

  set(plan: FaultPlan): void {
    this.#rules = 'rules' in plan ? plan.rules : [];
    this.#sequence = 'sequence' in plan ? plan.sequence : [];
  }

  clear(): void {
    this.#rules = [];
    this.#sequence = [];
  }

  /** What is still to come. */
  pending(): Readonly<{ rules: readonly Fault[]; sequence: readonly (Fault | null)[] }> {
    return { rules: this.#rules, sequence: this.#sequence };
  }

  /** The fault that meets this call; it is used up by one. */
  take(api: Api, subject: CallSubject): Fault | null {
    const [head, ...rest] = this.#sequence;
    if (head !== undefined) {
      if (head !== null && !meets(head, api, subject)) return null;
      this.#sequence = rest;
      return head;
    }
    const index = this.#rules.findIndex((rule) => meets(rule, api, subject));
    const rule = this.#rules[index];
    if (rule === undefined) return null;
    this.#rules = this.#rules.flatMap((one, at) => (at === index ? lessOne(one) : [one]));
    return rule;
  }
}

const meets = (fault: Fault, api: Api, subject: CallSubject): boolean =>
  (fault.api === undefined || fault.api === api) &&
  (fault.user === undefined || fault.user === subject.user) &&
  (fault.templateId === undefined || fault.templateId === subject.templateId);

const lessOne = (fault: Fault): readonly Fault[] => {
  if (fault.count === undefined) return [fault];
  return fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : [];
};
