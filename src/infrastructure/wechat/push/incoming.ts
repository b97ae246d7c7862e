import type { IncomingPush } from '../../../application/ports/inbound/wechat.js';
import { instant, type Instant } from '../../../domain/ids.js';
import { listOf, textOf, type PushBody } from './body.js';

/** What is kept of each entry of a subscribe event; everything else may be personal and is not. */
const subscribeFields = [
  'TemplateId',
  'SubscribeStatusString',
  'PopupScene',
  'MsgID',
  'ErrorCode',
  'ErrorStatus',
] as const;

/** What is kept of events that list nothing. */
const ownFields: Readonly<Record<string, readonly string[]>> = {
  notify_service_msg_send_result: ['notify_type', 'card_status', 'fail_ret', 'fail_msg'],
  user_authorization_revoke: ['RevokeInfo'],
  user_authorization_cancellation: ['RevokeInfo'],
  user_info_modified: ['RevokeInfo'],
  wxa_punish_event: ['event_type'],
};

const isSubscribeEvent = (kind: string): boolean => /^subscribe_msg_\w+_event$/.test(kind);

const picked = (
  from: PushBody,
  names: readonly string[],
): readonly Readonly<Record<string, string>>[] => {
  const fields = names.flatMap((name) => {
    const text = textOf(from, name);
    return text === null ? [] : [[name, text] as const];
  });
  return fields.length === 0 ? [] : [Object.fromEntries(fields)];
};

const itemsOf = (kind: string, body: PushBody): IncomingPush['items'] => {
  if (isSubscribeEvent(kind)) return listOf(body).flatMap((item) => picked(item, subscribeFields));
  return picked(body, Object.hasOwn(ownFields, kind) ? (ownFields[kind] ?? []) : []);
};

const nameForm = /^[A-Za-z0-9_.-]{1,64}$/;

const kindOf = (body: PushBody): string | null => {
  const type = textOf(body, 'MsgType');
  if (type === null || !nameForm.test(type)) return null;
  if (type.toLowerCase() !== 'event') return `message.${type}`;
  const event = textOf(body, 'Event');
  return event !== null && nameForm.test(event) ? event : null;
};

/** Of these events WeChat itself is the sender and the person a field (docs/wechat.md). */
const aboutPerson: ReadonlySet<string> = new Set([
  'user_authorization_revoke',
  'user_authorization_cancellation',
  'user_info_modified',
]);

const personOf = (kind: string, body: PushBody, appId: string): string | null => {
  if (!aboutPerson.has(kind)) return textOf(body, 'FromUserName');
  // Of another account's people we know nobody.
  return textOf(body, 'AppID') === appId ? textOf(body, 'OpenID') : null;
};

/** What only the rules see; it is kept nowhere. */
const transientOf = (kind: string, body: PushBody): Pick<IncomingPush, 'content' | 'account'> => {
  const content = kind === 'message.text' ? textOf(body, 'Content') : null;
  const account = textOf(body, 'ToUserName');
  return {
    ...(content === null ? {} : { content }),
    ...(account === null ? {} : { account }),
  };
};

const createdAtOf = (body: PushBody): Instant | null => {
  const text = textOf(body, 'CreateTime') ?? '';
  return /^\d{1,11}$/.test(text) ? instant(Number(text) * 1000) : null;
};

const msgIdOf = (body: PushBody): string | null => {
  const text = textOf(body, 'MsgId') ?? '';
  return /^\d{1,20}$/.test(text) ? text : null;
};

/** A push with what we know to use, and nothing else; null for a body that is no push. */
export const incomingPush = (body: PushBody, appId: string): IncomingPush | null => {
  const kind = kindOf(body);
  if (kind === null) return null;
  return {
    kind,
    openId: personOf(kind, body, appId),
    createdAt: createdAtOf(body),
    msgId: msgIdOf(body),
    items: itemsOf(kind, body),
    ...transientOf(kind, body),
  };
};
