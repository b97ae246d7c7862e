/** An event of the account; every value of its items is text, as WeChat writes them. */
export type PushEvent = Readonly<{
  name: string;
  openid: string;
  /** Seconds since the epoch. */
  createTime: number;
  items: readonly Readonly<Record<string, string>>[];
}>;

type Format = 'JSON' | 'XML';

const account = 'gh_51a7051a7051';

const cdata = (text: string): string => `<![CDATA[${text}]]>`;
const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** What WeChat writes bare in XML (docs/wechat.md). */
const bare = new Set(['CreateTime', 'PopupScene', 'MsgID', 'ErrorCode']);
const field = ([name, value]: readonly [string, string]): string =>
  element(name, bare.has(name) ? value : cdata(value));

const headOf = ({ openid, createTime, name }: PushEvent): Readonly<Record<string, string>> => ({
  ToUserName: account,
  FromUserName: openid,
  CreateTime: String(createTime),
  MsgType: 'event',
  Event: name,
});

/** `subscribe_msg_sent_event` → `SubscribeMsgSentEvent`, the element around the list. */
const containerOf = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

const jsonOf = (event: PushEvent): Readonly<Record<string, unknown>> => {
  const [only, ...others] = event.items;
  return { ...headOf(event), List: others.length === 0 ? only : event.items };
};

const xmlOf = (event: PushEvent): string => {
  const lists = event.items.map((item) =>
    element('List', Object.entries(item).map(field).join('')),
  );
  const head = Object.entries(headOf(event)).map(field).join('');
  return head + element(containerOf(event.name), lists.join(''));
};

/** The event as it is pushed in clear. */
export const pushBody = (event: PushEvent, format: Format): string =>
  format === 'JSON' ? JSON.stringify(jsonOf(event)) : element('xml', xmlOf(event));

/** The body around the encrypted text; in compatible mode with the event in clear beside it. */
export const pushWrapper = (
  encrypted: string,
  inClear: PushEvent | null,
  format: Format,
): string =>
  format === 'JSON'
    ? JSON.stringify({
        ToUserName: account,
        ...(inClear === null ? {} : jsonOf(inClear)),
        Encrypt: encrypted,
      })
    : element(
        'xml',
        (inClear === null ? field(['ToUserName', account]) : xmlOf(inClear)) +
          field(['Encrypt', encrypted]),
      );
