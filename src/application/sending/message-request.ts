import { DateTime } from 'luxon';
import type { RunningHall } from '../../domain/hall/state.js';
import { epochMs, type Instant, type QueueId } from '../../domain/ids.js';
import type { MessageDecision, MessageRequest } from '../../domain/message/events.js';
import { fitThing } from '../../domain/message/keyword-rules.js';
import { queueOf, windowOf } from '../../domain/settings/settings.js';

export type RequestOptions = Readonly<{ miniprogramState: string; lang: string }>;

/** What no window serves, or none has a name that fits. */
const watchTheScreen = '请留意叫号屏';
const andOthers = '等';
/** WeChat's limit of a `thing` value, in UTF-16 units. */
const thingLimit = 20;

/** The names of the windows that serve a queue: the open ones, else all; whole names as far as they fit. */
export const windowNames = (hall: RunningHall, queueId: QueueId): string => {
  const serving = hall.settings.windows.filter(({ queueIds }) => queueIds.includes(queueId));
  const open = serving.filter(({ windowId }) => hall.windows.get(windowId)?.state === 'open');
  const names = (open.length > 0 ? open : serving).map(({ name }) => name);
  const all = names.join('、');
  if (names.length === 0) return watchTheScreen;
  if (all.length <= thingLimit) return all;
  let fitting = '';
  for (const name of names) {
    const longer = fitting === '' ? name : `${fitting}、${name}`;
    if (longer.length + andOthers.length > thingLimit) break;
    fitting = longer;
  }
  return fitting === '' ? watchTheScreen : fitting + andOthers;
};

/** What the placeholders of a hall's message texts stand for. */
const placeholders = (
  hall: RunningHall,
  decision: MessageDecision,
  sending: { at: Instant; ahead: number | null },
): Readonly<Record<string, string>> => {
  const queue = queueOf(hall.settings, decision.queueId);
  const window =
    decision.windowId === null ? undefined : windowOf(hall.settings, decision.windowId);
  const local = DateTime.fromMillis(epochMs(sending.at), { zone: hall.settings.timeZone });
  return {
    service: queue?.serviceName ?? decision.queueId,
    hall: hall.settings.name,
    queue: queue?.name ?? decision.queueId,
    windows: windowNames(hall, decision.queueId),
    window: window?.name ?? watchTheScreen,
    number: decision.number,
    ahead: String(sending.ahead ?? 0),
    time: local.toFormat('HH:mm'),
    ticketId: decision.ticketId,
  };
};

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/**
 * The body that goes to WeChat, less `touser`. Too long `thing` values are cut to 20 characters;
 * all else was checked when the settings were saved.
 */
export const messageRequest = (
  hall: RunningHall,
  decision: MessageDecision,
  sending: RequestOptions & { at: Instant; ahead: number | null },
): MessageRequest => {
  const settings = hall.settings.messages[decision.kind];
  const values = placeholders(hall, decision, sending);
  const data = Object.entries(settings.data).map(([key, text]) => {
    const value = filled(text, values);
    return [key, { value: key.startsWith('thing') ? fitThing(value) : value }] as const;
  });
  return {
    template_id: decision.templateId,
    // WeChat refuses pages that begin with a slash (41030), however common they are elsewhere.
    page: filled(settings.page, values).replace(/^\/+/, ''),
    miniprogram_state: sending.miniprogramState,
    lang: sending.lang,
    data: Object.fromEntries(data),
  };
};
