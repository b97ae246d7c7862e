import { templateId } from '../ids.js';
import type { MessageKind } from '../streams.js';

/** What a service card shows, in WeChat's words (docs/wechat.md). */
export type CardContent = Readonly<{
  cur_status: number;
  queue_number: string;
  current_number: string;
  /** What a tap opens. */
  wxa_path_query: string;
  /** Seconds; 0 and 0 show no waiting time. */
  min_wait_time?: number;
  max_wait_time?: number;
  table_type?: string;
}>;

/** A service card's update as made, without openid and code. */
export type CardRequest = Readonly<{
  channel: 'card';
  notify_type: typeof queueCard;
  content_json: CardContent;
}>;

export type CardField = Exclude<keyof CardContent, 'cur_status'>;

/** One state of the card: what may lead to it and what it shows. */
export type CardState = Readonly<{
  name: string;
  /** Whether a code that has shown nothing yet may begin with it. */
  activates: boolean;
  /** The states that it may follow. */
  from: readonly number[];
  required: readonly CardField[];
  optional: readonly CardField[];
}>;

/** 餐厅排队: the one type of card that is about a queue. */
export const queueCard = 1005;

/** Stands in for a template's id where a kind is sent as a card alone; nobody can accept it. */
export const cardTemplate = templateId(`card-${queueCard}`);

/**
 * The states of card 1005 that are known for sure. Whoever learns of another (called, missed, given
 * up) adds it here, and the kind of message that it stands for below.
 */
export const cardStates: Readonly<Record<number, CardState>> = {
  1: {
    name: '排队中',
    activates: true,
    from: [1],
    required: [
      'queue_number',
      'current_number',
      'min_wait_time',
      'max_wait_time',
      'wxa_path_query',
    ],
    optional: ['table_type'],
  },
  2: {
    name: '即将叫号',
    activates: true,
    from: [1, 2],
    required: ['queue_number', 'current_number', 'wxa_path_query'],
    optional: ['table_type'],
  },
};

/** Which state each kind of message brings the card to; the others have none that is known. */
export const cardStateOf: Readonly<Partial<Record<MessageKind, number>>> = {
  queued: 1,
  'near-turn': 2,
};

const number = /^[A-Za-z0-9_~\-/.]{1,32}$/;
const isSeconds = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** Whether WeChat takes a value for a field. */
export const isCardValue = (field: CardField, value: unknown): boolean => {
  switch (field) {
    case 'queue_number':
    case 'current_number':
      return typeof value === 'string' && number.test(value);
    case 'min_wait_time':
    case 'max_wait_time':
      return isSeconds(value);
    case 'table_type':
      return typeof value === 'string' && value !== '' && value.length <= 2;
    default:
      return typeof value === 'string' && value !== '';
  }
};

export type CardValues = Readonly<Partial<Record<CardField, string | number>>>;

/**
 * The content that brings a card to a state: the fields that the state knows, no others. Null where
 * there is no such state, a field is missing, or a value is none that WeChat takes.
 */
export const cardContent = (status: number, values: CardValues): CardContent | null => {
  const state = cardStates[status];
  if (state === undefined) return null;
  const given = [...state.required, ...state.optional].flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const names = new Set(given.map(([field]) => field));
  if (state.required.some((field) => !names.has(field))) return null;
  if (given.some(([field, value]) => !isCardValue(field, value))) return null;
  // Each field was checked above to be of its kind, and the required ones to be there.
  return { cur_status: status, ...Object.fromEntries(given) } as CardContent;
};

/**
 * Whether a card has gone on to a state that may follow the request's, or to one that is not known
 * here: it does not tell whether it has shown the request's before.
 */
export const isPast = (
  shown: Readonly<Record<string, unknown>>,
  { content_json: wanted }: CardRequest,
): boolean => {
  const status = shown['cur_status'];
  if (typeof status !== 'number' || status === wanted.cur_status) return false;
  return cardStates[status]?.from.includes(wanted.cur_status) ?? true;
};

/**
 * Whether a card as WeChat shows it is the one of a request: the same state, and the same numbers
 * where they are named.
 */
export const isShown = (
  shown: Readonly<Record<string, unknown>>,
  { content_json: wanted }: CardRequest,
): boolean => {
  const same = (field: 'queue_number' | 'current_number'): boolean =>
    shown[field] === undefined || shown[field] === wanted[field];
  return (
    shown['cur_status'] === wanted.cur_status && same('queue_number') && same('current_number')
  );
};
