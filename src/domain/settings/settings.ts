import type { QueueId, TemplateId, WindowId } from '../ids.js';
import type { MessageKind } from '../streams.js';

/** What becomes of a window's ticket when the window calls the next one, or closes. */
export type BusyWindow = 'complete' | 'reject';
/** Where a ticket stands in the queue that it is transferred to. */
export type TransferPlace = 'issued' | 'last';

/** One kind of message as configured; null means "the service's default". */
export type MessageSettings = Readonly<{
  enabled: boolean;
  templateId: TemplateId | null;
  /** Whether the template is a long-term one: an acceptance is not used up. @default false */
  longTerm?: boolean;
  page: string;
  /** Seconds after the decision at which the message is no longer worth sending. */
  ttlSeconds: number;
  /** Template key (`thing1`) → text with placeholders such as `{number}`. */
  data: Readonly<Record<string, string>>;
}>;

/** Service cards (餐厅排队) of a hall; see docs/wechat.md for whom WeChat lets have them. */
export type CardSettings = Readonly<{
  enabled: boolean;
  /** What a tap opens; `{ticketId}` stands for the ticket. */
  page: string;
  /** 桌型, at most 2 characters. */
  tableType: string | null;
}>;

export type QueueSettings = Readonly<{
  queueId: QueueId;
  name: string;
  /** 0 to 4 letters A–Z. */
  prefix: string;
  nearTurnThreshold: number;
  serviceName: string;
}>;

export type WindowSettings = Readonly<{
  windowId: WindowId;
  name: string;
  /** In order of preference. */
  queueIds: readonly QueueId[];
}>;

export type HallProfile = Readonly<{
  name: string;
  /** IANA name. */
  timeZone: string;
  busyWindow: BusyWindow;
  transferPlace: TransferPlace;
  holdersTakeNumbers: boolean;
  messages: Readonly<Record<MessageKind, MessageSettings>>;
  /** Absent in a hall that never had any: off. */
  card?: CardSettings;
}>;

/** All that a hall's day runs on. */
export type HallSettings = HallProfile &
  Readonly<{ queues: readonly QueueSettings[]; windows: readonly WindowSettings[] }>;

/** Whether a hall sends this template as a long-term one. */
export const isLongTerm = (
  { messages }: Pick<HallProfile, 'messages'>,
  template: TemplateId,
): boolean =>
  Object.values(messages).some(
    ({ templateId, longTerm }) => longTerm === true && templateId === template,
  );

export const queueOf = (settings: HallSettings, id: QueueId): QueueSettings | undefined =>
  settings.queues.find((queue) => queue.queueId === id);

export const windowOf = (settings: HallSettings, id: WindowId): WindowSettings | undefined =>
  settings.windows.find((window) => window.windowId === id);
