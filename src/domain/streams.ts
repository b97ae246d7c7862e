import type { BusinessDay, HallId, MessageId, SubscriberId, TicketId } from './ids.js';

/** The kinds of message that a holder can be sent. */
export const messageKinds = ['near-turn', 'queued', 'called', 'missed'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Prefixes of every stream the service writes. */
export const streamPrefixes = {
  hall: 'hall-',
  agenda: 'agenda-',
  message: 'message-',
  credit: 'credit-',
  subscriber: 'subscriber-',
  settings: 'settings-',
  halls: 'halls',
  accessTokens: 'access-tokens',
  device: 'device-',
  storeKey: 'store-key',
  push: 'push-',
  limitedCodes: 'limited-codes',
} as const;

export const hallStream = (hall: HallId, day: BusinessDay): string =>
  `${streamPrefixes.hall}${hall}-${day.replaceAll('-', '')}`;

/** The appointments of a hall's day. */
export const agendaStream = (hall: HallId, day: BusinessDay): string =>
  `${streamPrefixes.agenda}${hall}-${day.replaceAll('-', '')}`;

const dayStreamPattern = /^(hall|agenda)-(.+)-(\d{4})(\d{2})(\d{2})$/;

export type HallDayKey = Readonly<{ hallId: HallId; businessDay: BusinessDay }>;

const dayIn = (stream: string, family: string): HallDayKey | null => {
  const match = dayStreamPattern.exec(stream);
  const [, found, hall, year, month, day] = match ?? [];
  if (found !== family) return null;
  return { hallId: hall as HallId, businessDay: `${year}-${month}-${day}` as BusinessDay };
};

/** The hall and the day of a hall stream's name, or null for any other stream. */
export const parseHallStream = (stream: string): HallDayKey | null => dayIn(stream, 'hall');

/** The hall and the day of an agenda stream's name, or null for any other stream. */
export const parseAgendaStream = (stream: string): HallDayKey | null => dayIn(stream, 'agenda');

/** Once per stay and kind: the id that makes a second decision collide with the first. */
export const messageId = (ticket: TicketId, kind: MessageKind, stay: number): MessageId =>
  (stay === 1 ? `${ticket}.${kind}` : `${ticket}.${kind}.${stay}`) as MessageId;

export const messageStream = (message: MessageId): string => `${streamPrefixes.message}${message}`;

/** The message of a message stream's name, or null for any other stream. */
export const parseMessageStream = (stream: string): MessageId | null =>
  stream.startsWith(streamPrefixes.message)
    ? (stream.slice(streamPrefixes.message.length) as MessageId)
    : null;

export const creditStream = (subscriber: SubscriberId): string =>
  `${streamPrefixes.credit}${subscriber}`;

export const subscriberStream = (subscriber: SubscriberId): string =>
  `${streamPrefixes.subscriber}${subscriber}`;

/** The person of a credit stream's name, or null for any other stream. */
export const parseCreditStream = (stream: string): SubscriberId | null =>
  personIn(stream, streamPrefixes.credit);

/** The person of a subscriber stream's name, or null for any other stream. */
export const parseSubscriberStream = (stream: string): SubscriberId | null =>
  personIn(stream, streamPrefixes.subscriber);

const personIn = (stream: string, prefix: string): SubscriberId | null =>
  stream.startsWith(prefix) ? (stream.slice(prefix.length) as SubscriberId) : null;

/** A push from WeChat: one stream each, so that the same push twice is recorded once. */
export const pushStream = (key: string): string => `${streamPrefixes.push}${key}`;

/** The key of a push's stream's name, or null for any other stream. */
export const parsePushStream = (stream: string): string | null =>
  stream.startsWith(streamPrefixes.push) ? stream.slice(streamPrefixes.push.length) : null;

/** A device that shows a code. */
export const deviceStream = (userCode: string): string => `${streamPrefixes.device}${userCode}`;

export const settingsStream = (hall: HallId): string => `${streamPrefixes.settings}${hall}`;
