/** WeChat's rules for the values of template keywords (docs/wechat.md): a value that breaks one has the whole message refused. */

export type KeywordProblem = Readonly<{
  ok: false;
  code: 'unknown_type' | 'empty' | 'too_long' | 'malformed' | 'not_in_list';
  /** In words, naming the key. */
  problem: string;
}>;
export type KeywordCheck = Readonly<{ ok: true }> | KeywordProblem;

/** Allowed values of enum keys, by key. */
export type KeywordEnums = Readonly<Record<string, readonly string[]>>;

type Rule = Readonly<{ max: number; form: RegExp; expected: string }>;

/** Longest `thing`, in UTF-16 units: WeChat does not say how it counts emoji, so the strictest count. */
const thingMax = 20;

const clock = String.raw`([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?`;
const month = String.raw`(0?[1-9]|1[0-2])`;
const day = String.raw`(0?[1-9]|[12]\d|3[01])`;
const chineseDay = String.raw`(\d{4}年)?${month}月${day}日`;
const plainDay = String.raw`\d{4}(-${month}(-${day})?|/${month}/${day}|\.${month}\.${day})|${month}-${day}`;
const dayOf = `(${chineseDay}|${plainDay}|\\d{4}年${month}月)`;
/** One value, or two with a half-width `~` between; the full-width one is refused. */
const orRange = (one: string): RegExp => new RegExp(`^(${one})(~(${one}))?$`);

const rules: Readonly<Record<string, Rule>> = {
  thing: { max: thingMax, form: /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u, expected: 'one line of text' },
  number: { max: 32, form: /^\d+(\.\d+)?$/, expected: 'digits, with decimals or without' },
  letter: { max: 32, form: /^[A-Za-z]+$/, expected: 'letters A to Z' },
  symbol: { max: 5, form: /^[\p{P}\p{S}]+$/u, expected: 'symbols' },
  character_string: {
    max: 32,
    form: /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/,
    expected: 'digits, letters or symbols, no Chinese',
  },
  time: { max: 64, form: orRange(`(${dayOf} ?)?${clock}`), expected: 'a time such as 15:01' },
  date: { max: 64, form: orRange(`${dayOf}( ?${clock})?`), expected: 'a date such as 2019-10-01' },
  amount: {
    max: 16,
    form: /^\p{Sc}?(?=(\d\.?){1,10}元?$)\d+(\.\d+)?元?$/u,
    expected: 'an amount such as ￥100',
  },
  phone_number: { max: 17, form: /^[0-9\p{P}\p{S}]+$/u, expected: 'digits and symbols' },
  car_number: {
    max: 8,
    form: /^[\p{Script=Han}A-Za-z0-9]([A-Za-z0-9]*[\p{Script=Han}A-Za-z0-9])?$/u,
    expected: 'a number plate, Chinese only first and last',
  },
  name: {
    max: 20,
    form: /^([\p{Script=Latin}\p{P}\p{S} ]{1,20}|[\p{Script=Han}\p{Script=Latin}\p{P}\p{S} ]{1,10})$/u,
    expected: 'up to 10 Chinese characters, or up to 20 letters or symbols',
  },
  phrase: { max: 5, form: /^\p{Script=Han}+$/u, expected: 'Chinese characters only' },
};

const ok: KeywordCheck = { ok: true };

/** The type of a key: `character_string2` → `character_string`. */
export const keywordType = (key: string): string | null =>
  /^([a-z]+(?:_[a-z]+)*)\d+$/.exec(key)?.[1] ?? null;

/** Whether WeChat will take this value for this key. */
export const checkKeywordValue = (
  key: string,
  value: string,
  options: Readonly<{ enums?: KeywordEnums }> = {},
): KeywordCheck => {
  const type = keywordType(key);
  if (type === null) return refuse('unknown_type', `${key}: not a template key such as thing1`);
  if (value.trim() === '') return refuse('empty', `${key}: is empty`);
  if (type === 'enum' || type === 'enum_string') return checkEnum(key, value, options.enums ?? {});
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
  if (rule === undefined) return refuse('unknown_type', `${key}: unknown keyword type ${type}`);
  if (value.length > rule.max) {
    return refuse('too_long', `${key}: at most ${rule.max} characters, found ${value.length}`);
  }
  return rule.form.test(value) ? ok : refuse('malformed', `${key}: expected ${rule.expected}`);
};

/** Cuts text to what a `thing` holds: 20 UTF-16 units, never half of a surrogate pair. */
export const fitThing = (text: string): string => {
  if (text.length <= thingMax) return text;
  const last = text.charCodeAt(thingMax - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? thingMax - 1 : thingMax);
};

const checkEnum = (key: string, value: string, enums: KeywordEnums): KeywordCheck => {
  const allowed = Object.hasOwn(enums, key) ? enums[key] : undefined;
  if (allowed === undefined || allowed.includes(value)) return ok;
  return refuse('not_in_list', `${key}: expected one of ${allowed.join(', ')}`);
};

const refuse = (code: KeywordProblem['code'], problem: string): KeywordProblem => ({
  ok: false,
  code,
  problem,
});
