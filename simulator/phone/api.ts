/** A subscribe message as a phone received it. */
export type Notification = Readonly<{
  msgid: string;
  templateId: string;
  page: string | null;
  data: Readonly<Record<string, string>>;
  at: string;
}>;

export type Template = Readonly<{
  priTmplId: string;
  title: string;
  /** One line a field: `业务名称:{{thing1.DATA}}`. */
  content: string;
  example: string;
  type: 2 | 3;
}>;

export type Code = Readonly<{
  api: string;
  page: string | null;
  scene: string | null;
  path: string | null;
  at: string;
}>;

export type Settings = Readonly<{
  mainSwitch: boolean;
  itemSettings: Readonly<Record<string, string>>;
}>;

export type Items<Item> = Readonly<{ items: readonly Item[] }>;

/** An answer of the simulator that is no success. */
export class SimulatorRefusal extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(text);
  }
}

/** Asks the simulator that served this page; what it answers is taken at its word. */
export const ask = async <Answer>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> => {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new SimulatorRefusal(response.status, text);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
};

/** The path of a phone's own things. */
export const phonePath = (user: string, rest: string): string =>
  `/simulator/phones/${encodeURIComponent(user)}/${rest}`;

/** The account's templates. */
export const templates = async (): Promise<readonly Template[]> =>
  (await ask<Items<Template>>('GET', '/simulator/templates')).items;

/** The fields of a template in their order: label and key. */
export const fieldsOf = (template: Template): readonly (readonly [label: string, key: string])[] =>
  [...template.content.matchAll(/^(.*?)[:：]?\{\{(\w+)\.DATA\}\}/gm)].map(
    ([, label = '', key = '']) => [label, key],
  );
