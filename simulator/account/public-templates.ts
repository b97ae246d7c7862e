/** A keyword of a public template: its type and its id make the key, as in `thing1`. */
export type PublicKeyword = Readonly<{ kid: number; name: string; example: string; rule: string }>;

/** A template of WeChat's public library, from which an account composes its own. */
export type PublicTemplate = Readonly<{
  tid: number;
  title: string;
  type: 2 | 3;
  categoryId: string;
  keywords: readonly PublicKeyword[];
}>;

/** The categories of the simulated account. */
export const accountCategories = [
  { id: 616, name: '公交' },
  { id: 402, name: '餐厅排队' },
] as const;

const service = { name: '业务名称', example: '综合业务', rule: 'thing' };
const number = { name: '排队号码', example: 'A012', rule: 'character_string' };
const ahead = { name: '前面人数', example: '3', rule: 'number' };
const time = { name: '取号时间', example: '2026年1月5日 9:30', rule: 'time' };
const hint = { name: '温馨提示', example: '请留意叫号', rule: 'thing' };
const window = { name: '办理窗口', example: '3号窗口', rule: 'thing' };
const hall = { name: '网点名称', example: '办事大厅', rule: 'thing' };

const numbered = (keywords: readonly Omit<PublicKeyword, 'kid'>[]): readonly PublicKeyword[] =>
  keywords.map((keyword, index) => ({ kid: index + 1, ...keyword }));

/** A small public library; titles and keywords are ours, their form is WeChat's (docs/wechat.md). */
export const publicTemplates: readonly PublicTemplate[] = [
  {
    tid: 401,
    title: '叫号提醒',
    type: 2,
    categoryId: '402',
    keywords: numbered([service, number, ahead, time, hint, window, hall]),
  },
  {
    tid: 402,
    title: '排队成功通知',
    type: 2,
    categoryId: '402',
    keywords: numbered([service, number, ahead, time, hint, hall]),
  },
  {
    tid: 403,
    title: '过号提醒',
    type: 2,
    categoryId: '402',
    keywords: numbered([service, number, hint, time]),
  },
  {
    tid: 404,
    title: '叫号通知',
    type: 3,
    categoryId: '616',
    keywords: numbered([service, number, ahead, time, hint, window]),
  },
  {
    tid: 99,
    title: '物品归还提醒',
    type: 2,
    categoryId: '616',
    keywords: numbered([{ name: '物品名称', example: '名称', rule: 'thing' }]),
  },
];
