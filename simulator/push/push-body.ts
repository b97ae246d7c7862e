type Fields = Readonly<Record<string, string | number>>;

/** An event of the account, or what a person wrote to it. */
export type PushEvent = Readonly<{
  name: string;
  /** Whom it is about. */
  openid: string;
  /** Seconds since the epoch. */
  createTime: number;
  /** What an event lists; every value of it is text, as WeChat writes them. */
  items: readonly Readonly<Record<string, string>>[];
  /** Of an event that lists nothing: its own fields, numbers as such in JSON. */
  fields?: Fields;
  /** Who says it, where that is not the person. */
  from?: string;
  /** WeChat's `MsgType`, where it is no event: its id is a bare int64. */
  chat?: Readonly<{ type: string; msgId: string }>;
}>;

type Format = 'JSON' | 'XML';

const account = 'gh_51a7051a7051';

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** What WeChat writes bare in XML (docs/wechat.md). */
const bare = new Set(['CreateTime', 'PopupScene', 'MsgID', 'ErrorCode']);
const field = ([name, value]: readonly [string, string]): string =>
  element(name, bare.has(name) ? value : cdata(value));

/** Of numbers WeChat writes no CDATA. */
const ownField = ([name, value]: readonly [string, string | number]): string =>
  element(name, typeof value === 'number' ? String(value) : cdata(value));

/** Events have their time as text, chat messages as a number. */
const headOf = ({ openid, from = openid, createTime, name, chat }: PushEvent): Fields => ({
  ToUserName: account,
  FromUserName: from,
  ...(chat === undefined
    ? { CreateTime: String(createTime), MsgType: 'event', Event: name }
    : { CreateTime: createTime, MsgType: chat.type }),
});

/** `subscribe_msg_sent_event` → `SubscribeMsgSentEvent`, the element around the list. */
const containerOf = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Marks an int64, which JSON.stringify could only write rounded. */
const int64 = '\uE000int64:';

const jsonOf = (event: PushEvent): Readonly<Record<string, unknown>> => {
  const { fields, chat, items } = event;
  const id = chat === undefined ? {} : { MsgId: `${int64}${chat.msgId}` };
  if (fields !== undefined) return { ...headOf(event), ...fields, ...id };
  const [only, ...others] = items;
  return { ...headOf(event), List: others.length === 0 ? only : items };
};

const written = (json: object): string =>
  JSON.stringify(json).replaceAll(new RegExp(`"${int64}(\\d+)"`, 'g'), '$1');

const xmlOf = (event: PushEvent): string => {
  const { fields, chat, items, name } = event;
  const head = Object.entries(headOf(event))
    .map(([key, value]) => field([key, String(value)]))
    .join('');
  const id = chat === undefined ? '' : element('MsgId', chat.msgId);
  if (fields !== undefined) return head + Object.entries(fields).map(ownField).join('') + id;
  const lists = items.map((item) => element('List', Object.entries(item).map(field).join('')));
  return head + element(containerOf(name), lists.join(''));
};

/** The event as it is pushed in clear. */
export const pushBody = (event: PushEvent, format: Format): string =>
  format === 'JSON' ? written(jsonOf(event)) : element('xml', xmlOf(event));

/** The body around the encrypted text; in compatible mode with the event in clear beside it. */
export const pushWrapper = (
  encrypted: string,
  inClear: PushEvent | null,
  format: Format,
): string =>
  format === 'JSON'
    ? written({
        ToUserName: account,
        ...(inClear === null ? {} : jsonOf(inClear)),
        Encrypt: encrypted,
      })
    : element(
        'xml',
        (inClear === null ? field(['ToUserName', account]) : xmlOf(inClear)) +
          field(['Encrypt', encrypted]),
      );
