import { z } from 'zod';

/** A template as gettemplate lists it (docs/wechat.md): type 2 is used up by each message, 3 is not. */
export const templateSchema = z.object({
  priTmplId: z.string(),
  title: z.string(),
  content: z.string(),
  example: z.string(),
  type: z.union([z.literal(2), z.literal(3)]),
  keywordEnumValueList: z
    .array(
      z
        .object({ keywordCode: z.string(), enumValueList: z.array(z.string()).readonly() })
        .readonly(),
    )
    .readonly()
    .exactOptional(),
});
export type SimulatedTemplate = Readonly<z.infer<typeof templateSchema>>;

/** The ids of the two templates that the simulated account has: 叫号 and 排队. */
export const simulatorTemplates = {
  jh: 'JH-iDPLV-uCHWKYmboAFa7Bqo78fCRy8FkL7dHOvigQ',
  pd: 'PD-jRqXjods5VcQ1cS8e49BIy0gDt5buynXNww7xV1I',
} as const;

/** A line of a template: what it says before the value, and the value's key. */
export type TemplateField = readonly [label: string, key: string, example: string];

/** A one-time template of these lines. */
export const templateOf = (
  priTmplId: string,
  title: string,
  fields: readonly TemplateField[],
): SimulatedTemplate => ({
  priTmplId,
  title,
  content: fields.map(([label, key]) => `${label}:{{${key}.DATA}}\n`).join(''),
  example: fields.map(([label, , example]) => `${label}:${example}\n`).join(''),
  type: 2,
});

/** The account's templates unless others are given. */
export const defaultTemplates: readonly SimulatedTemplate[] = [
  templateOf(simulatorTemplates.jh, '叫号提醒', [
    ['业务名称', 'thing1', '综合业务'],
    ['办理窗口', 'thing6', '3号窗口'],
    ['排队号码', 'character_string2', 'A012'],
    ['前面人数', 'number3', '3'],
    ['温馨提示', 'thing5', '快到您了,请关注窗口和叫号情况'],
  ]),
  templateOf(simulatorTemplates.pd, '排队成功通知', [
    ['业务名称', 'thing1', '综合业务'],
    ['排队号码', 'character_string2', 'A012'],
    ['前面人数', 'number3', '12'],
    ['温馨提示', 'thing5', '取号成功,请留意叫号'],
  ]),
];

/** The keys that a template's messages must fill. */
export const keysOf = (one: SimulatedTemplate): readonly string[] =>
  [...one.content.matchAll(/\{\{([a-z_]+\d+)\.DATA\}\}/g)].flatMap(([, key]) => key ?? []);

/** The values allowed for enum keys, by key. */
export const enumsOf = (one: SimulatedTemplate): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (one.keywordEnumValueList ?? []).map((list) => [
      list.keywordCode.replace(/\.DATA$/, ''),
      list.enumValueList,
    ]),
  );
