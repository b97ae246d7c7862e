import { z } from 'zod';
import { templateId, type TemplateId } from '../../../domain/ids.js';
import { checkKeywordValue, fitThing, keywordType } from '../../../domain/message/keyword-rules.js';
import type { MessageSettings } from '../../../domain/settings/settings.js';
import { messageKinds, type MessageKind } from '../../../domain/streams.js';

/** The template of each kind where a hall names none; null: it has to name one. */
export type DefaultTemplates = Readonly<Record<MessageKind, TemplateId | null>>;

const defaultPage = 'pages/index/index?ticketId={ticketId}';
const defaultTtlSeconds = 600;

const called = { thing1: '{service}', character_string2: '{number}', number3: '{ahead}' };

/** What each kind says where a hall says nothing of its own. */
const defaultTexts: Readonly<Record<MessageKind, Readonly<Record<string, string>>>> = {
  'near-turn': { ...called, thing6: '{windows}', thing5: '快到您了,请关注窗口和叫号情况' },
  queued: { ...called, thing5: '取号成功,请留意叫号' },
  called: { ...called, thing6: '{window}', thing5: '请到窗口办理' },
  missed: {},
};

const defaultsOf = (kind: MessageKind): MessageSettings => ({
  enabled: kind === 'near-turn',
  templateId: null,
  page: defaultPage,
  ttlSeconds: defaultTtlSeconds,
  data: defaultTexts[kind],
});

/** What each placeholder may stand for, to see what WeChat would make of a text. */
const samples: Readonly<Record<string, string>> = {
  service: '综合业务',
  hall: '办事大厅',
  queue: '综合业务',
  windows: '1号窗口',
  window: '1号窗口',
  number: 'A012',
  ahead: '3',
  time: '15:01',
};

const placeholder = /\{([^{}]*)\}/g;

const unknownPlaceholder = (text: string, known: readonly string[]): string | null =>
  [...text.matchAll(placeholder)].map(([, name]) => name ?? '').find((n) => !known.includes(n)) ??
  null;

/** Why a text cannot become a value that WeChat takes for this key; null when it can. */
const whyNotText = (key: string, text: string): string | null => {
  const unknown = unknownPlaceholder(text, Object.keys(samples));
  if (unknown !== null)
    return `unknown placeholder {${unknown}}; there are ${Object.keys(samples).join(', ')}`;
  const sample = text.replace(placeholder, (_all, name: string) => samples[name] ?? '');
  const check = checkKeywordValue(key, keywordType(key) === 'thing' ? fitThing(sample) : sample);
  return check.ok ? null : check.problem;
};

const messageFields = z.strictObject({
  enabled: z.boolean(),
  templateId: z.string().min(1).max(128).nullable().optional(),
  longTerm: z.boolean().optional().meta({
    description: 'whether the template is a long-term one (type 3); default: false',
  }),
  page: z.string().max(1024).optional(),
  ttlSeconds: z.number().int().min(1).max(86_400).optional(),
  data: z.record(z.string(), z.string().max(1000)).optional(),
});
type MessageFields = z.infer<typeof messageFields>;

type Fault = Readonly<{ path: readonly string[]; message: string }>;

const faultsOf = (message: MessageSettings) => {
  const faults: Fault[] = Object.entries(message.data).flatMap(([key, text]) => {
    const problem = whyNotText(key, text);
    return problem === null ? [] : [{ path: ['data', key], message: problem }];
  });
  const unknown = unknownPlaceholder(message.page, ['ticketId']);
  if (unknown !== null)
    faults.push({ path: ['page'], message: `unknown placeholder {${unknown}}; there is ticketId` });
  if (!message.enabled) return faults;
  if (Object.keys(message.data).length === 0)
    faults.push({ path: ['data'], message: 'this kind has no texts until they are given' });
  return faults;
};

const settingsFrom = (kind: MessageKind, given: MessageFields | undefined): MessageSettings => {
  const defaults = defaultsOf(kind);
  if (given === undefined) return defaults;
  const { templateId: template = null } = given;
  return {
    enabled: given.enabled,
    templateId: template === null ? null : templateId(template),
    ...(given.longTerm === true ? { longTerm: true } : {}),
    page: given.page ?? defaults.page,
    ttlSeconds: given.ttlSeconds ?? defaults.ttlSeconds,
    data: given.data ?? defaults.data,
  };
};

/** A hall's messages, kind by kind; what is left out has its default. */
export const messagesField = z
  .strictObject({
    'near-turn': messageFields.optional(),
    queued: messageFields.optional(),
    called: messageFields.optional(),
    missed: messageFields.optional(),
  })
  .superRefine((given, context) => {
    for (const kind of messageKinds)
      for (const { path, message } of faultsOf(settingsFrom(kind, given[kind])))
        context.addIssue({ code: 'custom', path: [kind, ...path], message });
  });
type MessagesFields = z.infer<typeof messagesField>;

/** The kinds that are on although neither the hall nor the service has a template for them. */
export const kindsWithoutTemplate = (
  given: MessagesFields,
  templates: DefaultTemplates,
): readonly MessageKind[] =>
  messageKinds.filter((kind) => {
    const { enabled, templateId: template } = settingsFrom(kind, given[kind]);
    return enabled && template === null && templates[kind] === null;
  });

/** All four kinds, with the defaults filled in. */
export const messagesFrom = (
  given: MessagesFields,
): Readonly<Record<MessageKind, MessageSettings>> => ({
  'near-turn': settingsFrom('near-turn', given['near-turn']),
  queued: settingsFrom('queued', given.queued),
  called: settingsFrom('called', given.called),
  missed: settingsFrom('missed', given.missed),
});

/** One kind as answered. */
export const messageOut = z
  .object({
    enabled: z.boolean(),
    templateId: z.string().nullable(),
    longTerm: z.boolean(),
    page: z.string(),
    ttlSeconds: z.number().int(),
    data: z.record(z.string(), z.string()),
  })
  .meta({ id: 'MessageSettings' });
